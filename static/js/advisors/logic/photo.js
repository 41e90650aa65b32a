// Whether what was sent as a photo can be shown as one: what a decoder is given, it tries to open, whatever it costs.

const LONGEST_SIDE = 4096; // twice what we make of a photo ourselves
const FIRST_FRAME = 0xc0;
const LAST_FRAME = 0xcf;
const NO_FRAMES = [0xc4, 0xc8, 0xcc]; // tables that stand among the frames' numbers

/**
 * Reads the markers of a JPEG up to its frame: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
 * @param {Uint8Array} content
 * @returns {boolean} whether it is a JPEG of at most 4 096 pixels a side
 */
export function isPhoto(content) {
  if (content[0] !== 0xff || content[1] !== 0xd8) return false;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 2;
  while (at + 9 <= content.length && content[at] === 0xff) {
    const marker = content[at + 1];
    if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !NO_FRAMES.includes(marker)) {
      return view.getUint16(at + 5) <= LONGEST_SIDE && view.getUint16(at + 7) <= LONGEST_SIDE;
    }
    at += 2 + view.getUint16(at + 2);
  }
  return false;
}
