// A photo, decoded and drawn anew in the browser: nothing but the picture is left of it, no place, no camera, no name.

const LONGEST_SIDE = 2048;
const QUALITY = 0.8;
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;

export const MAX_PHOTOS = 2;
export const MAX_UPLOAD = 15 * 1024 * 1024;

/** The browser can't read this file as a picture. */
export class NotAPhoto extends Error {}

/**
 * @param {Blob} file
 * @returns {Promise<Uint8Array>} the bytes of a new JPEG, at most 2 048 pixels a side, turned the right way
 * @throws {NotAPhoto}
 */
export async function rewritePhoto(file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    /** @type {Blob} */
    const blob = await new Promise((resolve, reject) => {
      canvas.toBlob((made) => (made ? resolve(made) : reject(new NotAPhoto())), "image/jpeg", QUALITY);
    });
    return withoutMetadata(new Uint8Array(await blob.arrayBuffer()));
  } catch {
    throw new NotAPhoto("not a picture");
  }
}

// Browsers put a colour profile of their own into what they write. Application and comment segments but the first
// (JFIF) go: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
/** @param {Uint8Array} jpeg */
function withoutMetadata(jpeg) {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== START_OF_SCAN) {
    const end = at + 2 + jpeg[at + 2] * 256 + jpeg[at + 3];
    const isMetadata = (jpeg[at + 1] > 0xe0 && jpeg[at + 1] <= 0xef) || jpeg[at + 1] === COMMENT;
    if (!isMetadata) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  kept.push(jpeg.subarray(at));
  const written = new Uint8Array(kept.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of kept) {
    written.set(part, position);
    position += part.length;
  }
  return written;
}
