// The age-encryption package at the other end of a round trip: {action, …} in, its answer out.
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (raw) => Buffer.from(raw).toString("base64");

const actions = {
  async keys() {
    const identity = await generateHybridIdentity();
    return { identity, recipient: await identityToRecipient(identity) };
  },
  async recipient({ identity }) {
    return identityToRecipient(identity);
  },
  async seal({ plaintext, recipients, passphrase }) {
    const encrypter = new Encrypter();
    if (passphrase) {
      encrypter.setScryptWorkFactor(17);
      encrypter.setPassphrase(passphrase);
    }
    for (const recipient of recipients ?? []) encrypter.addRecipient(recipient);
    return base64(await encrypter.encrypt(bytes(plaintext)));
  },
  async unseal({ envelope, identity, passphrase }) {
    const decrypter = new Decrypter();
    if (passphrase) decrypter.addPassphrase(passphrase);
    else decrypter.addIdentity(identity);
    return base64(await decrypter.decrypt(bytes(envelope)));
  },
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const request = JSON.parse(input);
process.stdout.write(JSON.stringify(await actions[request.action](request)));
