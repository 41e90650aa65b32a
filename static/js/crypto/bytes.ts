// Bytes as text and back.

/** Bytes of our own making, which the browser's own functions take. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** @returns standard base64 */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @param text standard base64 */
export function fromBase64(text: string): Bytes {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** @returns base64url without padding */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @returns lower-case hex */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @returns as many bytes of the operating system's randomness */
export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** @param text base64url without padding; spare bits count for nothing */
export function fromBase64Url(text: string): Bytes {
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
}

const encoder = new TextEncoder();

/** @returns every character of them, a byte order mark too @throws {TypeError} not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** @returns its UTF-8 */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** @returns one after the other */
export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
