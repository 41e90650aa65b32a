// Receipt codes: 19 random base32 characters and one that checks them. Mirrors crypto/receipt.py, which says why.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "./bytes.ts";
import { ALPHABET, GROUP } from "./crockford.ts";
import { ReceiptError } from "./errors.ts";
import { identityFromSeed } from "./keys.ts";
import { asCode } from "./written/text.ts";

export const CODE_LENGTH = 20;
const COLON = /[:\uff1a\ufe55]/;
const REDUCTION = 0b100101; // x^5 + x^2 + 1, primitive over GF(2)
const INFO = new TextEncoder().encode("bekymret receipt v1");

/** @returns a new code, without separators */
export function generateCode(): string {
  const body = Array.from(randomBytes(CODE_LENGTH - 1), (byte) => ALPHABET[byte & 31]).join("");
  return body + ALPHABET[remainder(`${body}0`)];
}

/**
 * @param typed whatever stands before, behind and between the groups of a code
 * @returns the canonical form of the code
 * @throws {ReceiptError} no code is there, or a typing error
 */
export function parseCode(typed: string): string {
  const groups = groupsOf(typed);
  const whole = groups.join("");
  if (isCode(whole)) return whole;
  const inside = spans(groups).filter(isCode);
  if (!inside.length) throw new ReceiptError([...whole].length, oddGroup(groups));
  return inside[inside.length - 1];
}

// What stands before a colon is a label, as long as enough for a code stands behind it.
function groupsOf(typed: string): string[] {
  let groups: string[] = [];
  for (const part of typed.split(COLON).reverse()) {
    groups = [...asCode(part), ...groups];
    if ([...groups.join("")].length >= CODE_LENGTH - 1) break;
  }
  return groups;
}

// What of a text, from the beginning of a group to the end of one, is as long as a code.
function spans(groups: string[]): string[] {
  return groups.flatMap((_, start) => {
    let found = "";
    for (let at = start; at < groups.length && found.length < CODE_LENGTH; at += 1) found += groups[at];
    return found.length === CODE_LENGTH ? [found] : [];
  });
}

// The number of the first group that can't be one of a code, from 1; 0 if that can't be said.
function oddGroup(groups: string[]): number {
  const whole = [...groups.join("")];
  const parts = whole.length === CODE_LENGTH ? inGroups(whole) : groups.map((each) => [...each]);
  const last = parts.slice(-CODE_LENGTH / GROUP);
  if (last.length < CODE_LENGTH / GROUP) return 0;
  const isOdd = last.map((part) => part.length !== GROUP || part.some((sign) => !ALPHABET.includes(sign)));
  return [1, 2].includes(isOdd.filter(Boolean).length) ? isOdd.indexOf(true) + 1 : 0;
}

function inGroups(signs: string[]) {
  return Array.from({ length: CODE_LENGTH / GROUP }, (_, at) => signs.slice(at * GROUP, (at + 1) * GROUP));
}

function isCode(text: string) {
  return text.length === CODE_LENGTH && [...text].every((sign) => ALPHABET.includes(sign)) && !remainder(text);
}

/** What follows from a code. */
export interface Receipt {
  locator: Uint8Array; // 32 bytes: where the case is found
  identity: string; // opens its replies
  talk: Uint8Array; // 32 bytes: the conversation's key
}

/** @param code in its canonical form */
export function openCode(code: string): Receipt {
  const derived = hkdf(sha256, new TextEncoder().encode(code), undefined, INFO, 96);
  const [locator, seed, talk] = [derived.slice(0, 32), derived.slice(32, 64), derived.slice(64)];
  return { locator, identity: identityFromSeed(seed), talk };
}

function remainder(code: string) {
  let value = 0;
  for (const character of code) value = timesGenerator(value) ^ ALPHABET.indexOf(character);
  return value;
}

function timesGenerator(value: number) {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ REDUCTION : doubled;
}
