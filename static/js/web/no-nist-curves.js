// Stands in for @noble/curves/nist.js in the public scripts (static/build.mjs). The age package brings those curves along
// for kinds of recipient that this portal refuses: a tenth of what a phone fetches first. Whoever used them would stop.

/** @returns {never} */
const absent = () => {
  throw new Error("no NIST curves in this script");
};

/** @param {number} secretKey length in bytes @param {number} publicKey length in bytes */
const curve = (secretKey, publicKey) => ({
  lengths: { secretKey, publicKey, publicKeyUncompressed: publicKey, seed: secretKey },
  Point: { Fn: {} },
  keygen: absent,
  getPublicKey: absent,
  getSharedSecret: absent,
});

export const p256 = curve(32, 65);
export const p384 = curve(48, 97);
