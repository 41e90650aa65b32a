// Whether what was sent as a photo can be shown as one: what a decoder is given, it tries to open, whatever it costs.

const LONGEST_SIDE = 4096; // twice what we make of a photo ourselves
const MOST_SCANS = 100; // as at the door: a camera writes one, a progressive picture about ten, and each is a pass over all
const START_OF_SCAN = 0xda;
const FIRST_FRAME = 0xc0;
const LAST_FRAME = 0xcf;
const NO_FRAMES = [0xc4, 0xc8, 0xcc]; // tables that stand among the frames' numbers

/**
 * Reads the markers of a JPEG up to its frame: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
 * @returns whether it is a JPEG of at most 4 096 pixels a side that is decoded in few passes
 */
export function isPhoto(content: Uint8Array): boolean {
  if (content[0] !== 0xff || content[1] !== 0xd8) return false;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 2;
  while (at + 9 <= content.length && content[at] === 0xff) {
    const marker = content[at + 1];
    if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !NO_FRAMES.includes(marker)) {
      const isSmall = view.getUint16(at + 5) <= LONGEST_SIDE && view.getUint16(at + 7) <= LONGEST_SIDE;
      return isSmall && hasFewScans(content);
    }
    at += 2 + view.getUint16(at + 2);
  }
  return false;
}

/** @returns whether a decoder goes over it a few times and not for minutes */
export function hasFewScans(content: Uint8Array): boolean {
  let scans = 0;
  for (let at = content.indexOf(0xff); at !== -1; at = content.indexOf(0xff, at + 1)) {
    if (content[at + 1] === START_OF_SCAN) scans += 1;
  }
  return scans <= MOST_SCANS;
}
