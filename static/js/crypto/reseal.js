// A new header over the same payload, for other recipients: what was written does not change, who can open it does.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { Decrypter, Encrypter } from "age-encryption";
import { fileKeyOf, identityIn } from "./age.js";
import { toHex, utf8 } from "./bytes.js";
import { checkDocument } from "./document.js";
import { DocumentError, EnvelopeError } from "./errors.js";
import { encodeStanzas, parseHeader } from "./header.js";
import { recipientDigest } from "./keys.js";
import { decryptPayload } from "./stream.js";

/** @typedef {import("age-encryption").Recipient} Recipient */

/** Reading a recipient's text takes longer than sealing to it. @type {Map<string, Recipient>} */
const known = new Map();

/** @param {Uint8Array} header @returns {Uint8Array} the SHA-256 by which the server knows which one is replaced */
export function headerHash(header) {
  return sha256(header);
}

/** @param {Uint8Array} envelope @returns {Uint8Array} what stands before its payload @throws {EnvelopeError} bad grammar */
export function headerOf(envelope) {
  return envelope.subarray(0, parseHeader(envelope).length);
}

/**
 * @param {Uint8Array} header
 * @param {import("./age.js").Key} identity that it opens for
 * @param {string[]} recipients whom it shall open for
 * @returns {Promise<Uint8Array>} the new header
 * @throws {EnvelopeError} not a sound header, or not for this identity
 */
export async function newHeader(header, identity, recipients) {
  return headerFor(await openHeader(header, identity), identity, recipients);
}

/**
 * Where a reply must stand, and under what key: its case and place, the key of the conversation, hex SHA-256 of the
 * receipt as the sealed report says it.
 * @typedef {{ case: string, seq: number, talk: Uint8Array, replyTo: string }} ReplyPlace
 */

/**
 * A new header for a reply, which its reporter opens, too. Whoever writes the database can put anything in a reply's
 * place, so the key under a header is wrapped for the reporter only once what it opens was found to be that reply: the
 * very bytes that were looked at.
 * @param {Uint8Array} envelope
 * @param {import("./age.js").Key} identity
 * @param {string[]} advisors
 * @param {string} reporter the receipt's recipient
 * @param {ReplyPlace} place
 * @param {(to: string, day: string) => boolean} isForUs whether a digest of recipients was on the signed list on a day
 * @returns {Promise<Uint8Array>} the new header
 * @throws {EnvelopeError | DocumentError} not a sound envelope, not for this identity, or not that reply
 */
export async function newReplyHeader(envelope, identity, advisors, reporter, place, isForUs) {
  const { length } = parseHeader(envelope);
  const fileKey = await openHeader(envelope.subarray(0, length), identity);
  const reply = checkDocument(decryptPayload(fileKey, envelope.subarray(length)), place.talk);
  const isThere = reply.type === "reply" && reply.case === place.case && reply.seq === place.seq;
  if (!isThere || !isForUs(reply.to, reply.day)) throw new DocumentError("not the reply of this place");
  if (toHex(recipientDigest(reporter)) !== place.replyTo) throw new DocumentError("not this reporter's receipt");
  return headerFor(fileKey, identity, [...advisors, reporter]);
}

/** @param {Uint8Array} fileKey @param {import("./age.js").Key} identity that the header must open for @param {string[]} recipients @returns {Promise<Uint8Array>} */
async function headerFor(fileKey, identity, recipients) {
  const stanzas = [];
  for (const text of recipients) {
    for (const { args, body } of await recipientOf(text).wrapFileKey(fileKey)) {
      stanzas.push({ type: args[0], args: args.slice(1), body });
    }
  }
  const text = encodeStanzas(stanzas);
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, utf8("header"), 32), utf8(text));
  const made = utf8(`${text} ${base64nopad.encode(mac)}\n`);
  await openHeader(made, identity); // what can't be opened again must not replace what can
  return made;
}

/** @param {Uint8Array} header @param {import("./age.js").Key} identity @returns {Promise<Uint8Array>} */
async function openHeader(header, identity) {
  if (parseHeader(header).length !== header.length) throw new EnvelopeError("something behind the header");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await fileKeyOf(header, identityIn(decrypter));
  } catch {
    throw new EnvelopeError("not for this identity");
  }
}

// The package makes recipients of texts only inside its encrypter, so that is where this takes them from.
/** @param {string} text @returns {Recipient} */
function recipientOf(text) {
  const found = known.get(text);
  if (found) return found;
  const encrypter = new Encrypter();
  encrypter.addRecipient(text);
  const [recipient] = /** @type {{ recipients: Recipient[] }} */ (/** @type {unknown} */ (encrypter)).recipients;
  known.set(text, recipient);
  return recipient;
}
