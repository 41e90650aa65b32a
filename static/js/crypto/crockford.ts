// Crockford's base32, as in crypto/crockford.py: https://www.crockford.com/base32.html

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const GROUP = 4; // characters that stand together

/** @param bytes their bits must be a multiple of five @returns base32 characters */
export function encode(bytes: Uint8Array): string {
  let characters = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) characters += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return characters;
}

const GROUPS = new RegExp(`.{1,${GROUP}}`, "g");

/** Sets characters in groups of four, joined by hyphens. */
export function group(characters: string): string {
  return (characters.match(GROUPS) ?? []).join("-");
}
