// A list card: what the list needs of one case, under the advisors' own key. docs/formats.md has what it is bound to.
//
// [Note: A list card is a cache] A card holds for one state of one case only: one that is stale, or of another case, does
// not open. Whoever can't open one opens the case itself and makes the card anew. So a card may be lost, deleted or
// exchanged without loss, and nothing is ever decided by a card that its case does not say.
import { concat, fromHex, fromUtf8, randomBytes, utf8, type Bytes } from "./bytes.ts";
import { EnvelopeError } from "./errors.ts";

const AES = "AES-GCM";
const NONCE = 12;
const TAG = 16;
const BLOCK = 1024;
const SPACE = 0x20;
const SIDES = ["reporter", "advisor"];
const NOBODY = 2;
const NO_TAG = new Uint8Array(32);

/**
 * What a card is bound to. `part`: what the list shows, or what is searched; `n` of the team's key; `state` and
 * `head`: the transcript after the case's last place, and the chain after its file's last version; `sides`: see
 * `sidesOf`.
 */
export interface CardBinding {
  part: "card" | "text";
  site: string;
  n: number;
  case: string;
  state: Uint8Array;
  head: Uint8Array;
  sides: Uint8Array;
}

/** @param places in order @returns which side each came from, and its tag */
export function sidesOf(places: { by: string; tag?: Uint8Array | null }[]): Uint8Array {
  return concat(
    ...places.flatMap(({ by, tag }) => {
      const side = SIDES.indexOf(by);
      return [Uint8Array.of(side < 0 ? NOBODY : side), tag ?? NO_TAG];
    }),
  );
}

/** @param raw 32 bytes @returns what can't be read out again */
export function importTeamKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new Uint8Array(raw), AES, false, ["encrypt", "decrypt"]);
}

/** @returns nonce and ciphertext, whole blocks and a tag long */
export async function sealCard(content: unknown, binding: CardBinding, key: CryptoKey): Promise<Uint8Array> {
  const text = utf8(JSON.stringify(content));
  const padded = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(SPACE);
  padded.set(text);
  const nonce = randomBytes(NONCE);
  const sealed = await crypto.subtle.encrypt(parameters(nonce, binding), key, padded);
  return concat(nonce, new Uint8Array(sealed));
}

/** @throws {EnvelopeError} damaged, stale, or of another case */
export async function openCard(card: Uint8Array, binding: CardBinding, key: CryptoKey): Promise<unknown> {
  if (card.length < NONCE + BLOCK + TAG) throw new EnvelopeError("not a card");
  try {
    const how = parameters(card.slice(0, NONCE), binding);
    const padded = await crypto.subtle.decrypt(how, key, card.slice(NONCE));
    return JSON.parse(fromUtf8(new Uint8Array(padded)));
  } catch {
    throw new EnvelopeError("not a card of this state");
  }
}

/** @param iv the nonce */
function parameters(iv: Bytes, { part, site, n, case: id, state, head, sides }: CardBinding): AesGcmParams {
  const additionalData = concat(utf8(`bekymret ${part} v2\n${site}\n${n}\n`), fromHex(id), state, head, sides);
  return { name: AES, iv, additionalData };
}
