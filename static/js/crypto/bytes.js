// Bytes as text and back.

/** @param {Uint8Array} bytes @returns {string} standard base64 */
export function toBase64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @param {string} text standard base64 @returns {Uint8Array} */
export function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {string} base64url without padding */
export function toBase64Url(bytes) {
  return toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {Uint8Array} bytes @returns {string} lower-case hex */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex @returns {Uint8Array} */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {number} length @returns {Uint8Array} as many bytes of the operating system's randomness */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** @param {string} text base64url without padding; spare bits count for nothing @returns {Uint8Array} */
export function fromBase64Url(text) {
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
}

const encoder = new TextEncoder();

/** @param {Uint8Array} bytes @returns {string} every character of them, a byte order mark too @throws {TypeError} not UTF-8 */
export function fromUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** @param {string} text @returns {Uint8Array} its UTF-8 */
export function utf8(text) {
  return encoder.encode(text);
}

/** @param {...Uint8Array} parts @returns {Uint8Array} one after the other */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
