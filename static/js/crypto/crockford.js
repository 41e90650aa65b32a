// Crockford's base32, as in crypto/crockford.py: https://www.crockford.com/base32.html

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param {Uint8Array} bytes their bits must be a multiple of five @returns {string} base32 characters */
export function encode(bytes) {
  let characters = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) characters += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return characters;
}

/** Forgives case, spaces, hyphens, O for 0, I or L for 1. @param {string} typed @returns {string} */
export function normalise(typed) {
  return typed.replace(/[\s-]/g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
}

/** Sets characters in groups of four, joined by hyphens. @param {string} characters @returns {string} */
export function group(characters) {
  return (characters.match(/.{1,4}/g) ?? []).join("-");
}
