// A photo, decoded and drawn anew in the browser: nothing but the picture is left of it, no place, no camera, no name.

const LONGEST_SIDE = 2048;
const QUALITY = 0.8;
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;
const COLOURS = [
  [40, 200, 40],
  [200, 40, 40],
  [40, 40, 200],
  [120, 120, 120],
];
const UNSEEN = 16; // of 255: more than a colour may be changed without anybody seeing it

export const MAX_PHOTOS = 2;
export const MAX_UPLOAD = 15 * 1024 * 1024;

/** Why there is no picture: the catalogue's key of the sentence. */
export class NoPhoto extends Error {
  key: string;

  constructor(key: string) {
    super(key);
    this.key = key;
  }
}

/**
 * @returns the bytes of a new JPEG, at most 2 048 pixels a side, turned the right way
 * @throws {NoPhoto} it can't be read any more, is no picture, or this browser falsifies what is drawn
 */
export async function rewritePhoto(file: Blob): Promise<Uint8Array> {
  const bytes = await file.arrayBuffer().catch(() => {
    throw new NoPhoto("js.report.photo_gone");
  });
  if (!drawsTruly()) throw new NoPhoto("js.report.photo_falsified");
  try {
    const image = await createImageBitmap(new Blob([bytes], { type: file.type }));
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const size = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
    const [canvas, context] = canvasOf(size[0], size[1]);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob: Blob = await new Promise((resolve, reject) => {
      canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("nothing drawn"))), "image/jpeg", QUALITY);
    });
    return withoutMetadata(new Uint8Array(await blob.arrayBuffer()));
  } catch {
    throw new NoPhoto("error.photos_unreadable");
  }
}

// What is transparent would become black, and dark writing on it would be gone.
/** @returns a white canvas */
function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  return [canvas, context];
}

// A browser that hides who somebody is may give other pixels back than were drawn: noise that nobody sees, or nothing but
// noise. A photo would arrive as that, with thanks.
function drawsTruly() {
  const [, context] = canvasOf(COLOURS.length, 1);
  for (const [at, colour] of COLOURS.entries()) {
    context.fillStyle = `rgb(${colour.join()})`;
    context.fillRect(at, 0, 1, 1);
  }
  const { data } = context.getImageData(0, 0, COLOURS.length, 1);
  return COLOURS.every((colour, at) => colour.every((value, part) => Math.abs(data[at * 4 + part] - value) <= UNSEEN));
}

// Browsers put a colour profile of their own into what they write. Application and comment segments but the first
// (JFIF) go: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
function withoutMetadata(jpeg: Uint8Array) {
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
