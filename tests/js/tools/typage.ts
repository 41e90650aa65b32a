// The age-encryption package at the other end of a round trip: {action, …} in, its answer out.
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (raw: Uint8Array) => Buffer.from(raw).toString("base64");

/** What is asked; which of it there is depends on the action. */
interface Asked {
  action: keyof typeof actions;
  identity: string;
  recipients?: string[];
  passphrase?: string;
  plaintext: string;
  envelope: string;
}

const actions = {
  async keys() {
    const identity = await generateHybridIdentity();
    return { identity, recipient: await identityToRecipient(identity) };
  },
  async recipient({ identity }: Asked) {
    return identityToRecipient(identity);
  },
  async seal({ plaintext, recipients, passphrase }: Asked) {
    const encrypter = new Encrypter();
    if (passphrase) {
      encrypter.setScryptWorkFactor(17);
      encrypter.setPassphrase(passphrase);
    }
    for (const recipient of recipients ?? []) encrypter.addRecipient(recipient);
    return base64(await encrypter.encrypt(bytes(plaintext)));
  },
  async unseal({ envelope, identity, passphrase }: Asked) {
    const decrypter = new Decrypter();
    if (passphrase) decrypter.addPassphrase(passphrase);
    else decrypter.addIdentity(identity);
    return base64(await decrypter.decrypt(bytes(envelope)));
  },
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const request: Asked = JSON.parse(input);
process.stdout.write(JSON.stringify(await actions[request.action](request)));
