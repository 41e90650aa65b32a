// The list of whom a portal seals to, as the portal key signs it. Mirrors crypto/recipients_list.py, which says why.
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toBase64Url, toHex, utf8 } from "./bytes.ts";
import { isDay } from "./document.ts";
import { ListError } from "./errors.ts";
import { isSigned } from "./signing.ts";
import { fromText } from "./talk.ts";

const MAX_LIST = 16 * 1024;
const MAX_MONTHS = 13;
const DAY_MS = 86_400_000;
const NUMBER = "[1-9][0-9]{0,8}";
const DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const SITE = "https?://[a-z0-9.-]{1,253}(?::[1-9][0-9]{0,4})?";
const LIST = new RegExp(
  `^bekymret recipients v1\nn (${NUMBER})\naccept (${NUMBER})\nfrom (${DAY})\nuntil (${DAY})\n` +
    `((?:site ${SITE}\n)+)((?:voice [0-9a-f]{32} [A-Za-z0-9_-]{43} [0-9a-f]{64}\n)+)to ([0-9a-f]{64})\n$`,
);

/** One advisor on the list. */
export interface Voice {
  advisor: string;
  key: Uint8Array;
  digest: string;
}
/** What a list says. Days are ISO days; `to` is the digest of the recipients' texts. */
export interface RecipientsList {
  n: number;
  accept: number;
  first: string;
  last: string;
  sites: string[];
  voices: Voice[];
  to: string;
}

/** @throws {ListError} not written as lists are */
export function readList(text: string): RecipientsList {
  const found = text.length <= MAX_LIST && LIST.exec(text);
  if (!found) throw new ListError("not a list of recipients");
  const [, n, accept, first, last, sites, voices, to] = found;
  const read = {
    n: Number(n),
    accept: Number(accept),
    first,
    last,
    sites: lines(sites).map((line) => line.slice("site ".length)),
    voices: lines(voices).map(readVoice),
    to,
  };
  check(read);
  return read;
}

/**
 * @param signature base64url
 * @param key the portal's
 * @throws {ListError} not written as lists are, or not signed by this key
 */
export function openList(text: string, signature: string, key: Uint8Array): RecipientsList {
  const read = readList(text);
  if (!isSigned(key, signatureBytes(signature), utf8(text))) throw new ListError("not signed by this key");
  return read;
}

/** Whether a list may be used on a day, one day more at either end: clocks differ. */
export function holdsOn(list: RecipientsList, day: string) {
  const at = Date.parse(day);
  return Date.parse(list.first) - DAY_MS <= at && at <= Date.parse(list.last) + DAY_MS;
}

/** @param advisor id @returns what binds them on the list */
export function voiceDigest(advisor: string, recipient: string, name: string): string {
  return toHex(sha256(utf8(`${advisor}\n${recipient}\n${name.normalize("NFC")}`)));
}

/** @param text base64url @returns the 64 bytes of a signature; none for any other text */
export function signatureBytes(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]{86}$/.test(text)) return new Uint8Array();
  const raw = fromBase64Url(text);
  return toBase64Url(raw) === text ? raw : new Uint8Array();
}

function readVoice(line: string): Voice {
  const [, advisor, key, digest] = line.split(" ");
  const raw = fromText(key);
  if (!raw) throw new ListError("not a key");
  return { advisor, key: raw, digest };
}

function check(read: RecipientsList) {
  const ids = read.voices.map((voice) => voice.advisor);
  const inOrder = ids.every((id, place) => place === 0 || ids[place - 1] < id);
  if (read.accept > read.n || new Set(read.sites).size !== read.sites.length || !inOrder) {
    throw new ListError("contradicts itself");
  }
  if (!isDay(read.first) || !isDay(read.last)) throw new ListError("no such day");
  if (read.last < read.first || read.last > monthsLater(read.first)) throw new ListError("holds too long, or never");
}

// The same day of a later month; it need not exist, days are compared as texts.
function monthsLater(day: string) {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + MAX_MONTHS;
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}${day.slice(7)}`;
}

function lines(text: string): string[] {
  return text.split("\n").slice(0, -1);
}
