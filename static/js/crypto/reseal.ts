// A new header over the same payload, for other recipients: what was written does not change, who can open it does.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { Decrypter, Encrypter, type Recipient } from "age-encryption";
import { fileKeyOf, identityIn, type Key } from "./age.ts";
import { toHex, utf8 } from "./bytes.ts";
import { checkDocument } from "./document.ts";
import { DocumentError, EnvelopeError } from "./errors.ts";
import { encodeStanzas, parseHeader } from "./header.ts";
import { recipientDigest } from "./keys.ts";
import { decryptPayload } from "./stream.ts";

/** Reading a recipient's text takes longer than sealing to it. */
const known = new Map<string, Recipient>();

/** @returns the SHA-256 by which the server knows which one is replaced */
export function headerHash(header: Uint8Array): Uint8Array {
  return sha256(header);
}

/** @returns what stands before its payload @throws {EnvelopeError} bad grammar */
export function headerOf(envelope: Uint8Array): Uint8Array {
  return envelope.subarray(0, parseHeader(envelope).length);
}

/**
 * @param identity that it opens for
 * @param recipients whom it shall open for
 * @returns the new header
 * @throws {EnvelopeError} not a sound header, or not for this identity
 */
export async function newHeader(header: Uint8Array, identity: Key, recipients: string[]): Promise<Uint8Array> {
  return headerFor(await openHeader(header, identity), identity, recipients);
}

/**
 * Where a reply must stand, and under what key: its case and place, the key of the conversation, hex SHA-256 of the
 * receipt as the sealed report says it.
 */
export interface ReplyPlace {
  case: string;
  seq: number;
  talk: Uint8Array;
  replyTo: string;
}

/**
 * A new header for a reply, which its reporter opens, too. Whoever writes the database can put anything in a reply's
 * place, so the key under a header is wrapped for the reporter only once what it opens was found to be that reply: the
 * very bytes that were looked at.
 * @param reporter the receipt's recipient
 * @param isForUs whether a digest of recipients was on the signed list on a day
 * @returns the new header
 * @throws {EnvelopeError | DocumentError} not a sound envelope, not for this identity, or not that reply
 */
export async function newReplyHeader(
  envelope: Uint8Array,
  identity: Key,
  advisors: string[],
  reporter: string,
  place: ReplyPlace,
  isForUs: (to: string, day: string) => boolean,
): Promise<Uint8Array> {
  const { length } = parseHeader(envelope);
  const fileKey = await openHeader(envelope.subarray(0, length), identity);
  const reply = checkDocument(decryptPayload(fileKey, envelope.subarray(length)), place.talk);
  const isThere = reply.type === "reply" && reply.case === place.case && reply.seq === place.seq;
  if (!isThere || !isForUs(reply.to, reply.day)) throw new DocumentError("not the reply of this place");
  if (toHex(recipientDigest(reporter)) !== place.replyTo) throw new DocumentError("not this reporter's receipt");
  return headerFor(fileKey, identity, [...advisors, reporter]);
}

/** @param identity that the header must open for */
async function headerFor(fileKey: Uint8Array, identity: Key, recipients: string[]): Promise<Uint8Array> {
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

async function openHeader(header: Uint8Array, identity: Key): Promise<Uint8Array> {
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
function recipientOf(text: string): Recipient {
  const found = known.get(text);
  if (found) return found;
  const encrypter = new Encrypter();
  encrypter.addRecipient(text);
  const [recipient] = (encrypter as unknown as { recipients: Recipient[] }).recipients;
  known.set(text, recipient);
  return recipient;
}
