// Stands in for @noble/curves/nist.js in the public scripts (static/build.mjs). The age package brings those curves along
// for kinds of recipient that this portal refuses: a tenth of what a phone fetches first. Whoever used them would stop.

const absent = (): never => {
  throw new Error("no NIST curves in this script");
};

/** @param secretKey length in bytes @param publicKey length in bytes */
const curve = (secretKey: number, publicKey: number) => ({
  lengths: { secretKey, publicKey, publicKeyUncompressed: publicKey, seed: secretKey },
  Point: { Fn: {} },
  keygen: absent,
  getPublicKey: absent,
  getSharedSecret: absent,
});

export const p256 = curve(32, 65);
export const p384 = curve(48, 97);
