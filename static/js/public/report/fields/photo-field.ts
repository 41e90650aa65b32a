// Photos, one field each: opened when they are chosen, so that one that can't be read is said at once; drawn anew, so
// that nothing but the picture is left; shown small, with a way to take each back.
import { all, element as part, find } from "../../../web/page.ts";
import { withinTime } from "../../../web/post.ts";
import type { Context } from "../field.ts";
import { MAX_UPLOAD, NoPhoto, rewritePhoto } from "../photo.ts";

const REWRITING_LIMIT_MS = 60_000;
const THUMBNAIL = 96;

export interface Photo {
  bytes: Uint8Array;
  thumbnail: HTMLCanvasElement;
}

export class PhotoField {
  #element;
  #context;
  /** one for each field */
  #photos: (Photo | null)[] = this.#places.map(() => null);
  #problem = "";
  #opening = Promise.resolve();

  constructor(element: HTMLElement, context: Context) {
    this.#element = element;
    this.#context = context;
    for (const [index, place] of this.#places.entries())
      this.#input(place).addEventListener("change", () => {
        this.#opening = this.#open(index);
      });
  }

  /** Photos are no part of the answers: they are sealed as files. */
  get answer() {
    return "";
  }

  get readable() {
    const numbers = this.#photos.flatMap((photo, index) => (photo ? [index + 1] : []));
    return numbers.map((number) => this.#context.say("js.report.photo_given", { number }));
  }

  get photos(): Uint8Array[] {
    return this.#photos.flatMap((photo) => (photo ? [photo.bytes] : []));
  }

  /** Resolves when every photo that was chosen is open, or known not to be one. */
  get ready() {
    return this.#opening;
  }

  get target() {
    const free = this.#places.find((_, index) => !this.#photos[index]) ?? this.#places[0];
    return find("input:not([hidden]), button", HTMLElement, free);
  }

  get described() {
    return this.#element;
  }

  problem() {
    return this.#problem;
  }

  keep() {
    return this.#photos;
  }

  /** @param kept by a field before this one */
  restore(kept: unknown) {
    this.#photos = kept as (Photo | null)[];
    for (const index of this.#places.keys()) this.#show(index);
  }

  async #open(index: number) {
    const { say, onProblem } = this.#context;
    const input = this.#input(this.#places[index]);
    const file = input.files?.[0];
    this.#problem = "";
    onProblem("");
    this.#photos[index] = null;
    if (!file) return;
    this.#status.textContent = say("js.report.opening_photo");
    try {
      if (file.size > MAX_UPLOAD) this.#problem = say("error.photos_large");
      else this.#photos[index] = await withinTime(open(file), REWRITING_LIMIT_MS);
    } catch (error) {
      this.#problem = say(error instanceof NoPhoto ? error.key : "error.photos_unreadable");
    }
    this.#status.textContent = this.#photos[index] ? say("js.report.photo_given", { number: index + 1 }) : "";
    if (this.#problem) {
      input.value = "";
      onProblem(this.#problem);
      this.#problem = ""; // the field is empty again: nothing keeps anybody from going on
    }
    this.#show(index);
  }

  #show(index: number) {
    const place = this.#places[index];
    const photo = this.#photos[index];
    for (const shown of all(".thumbnail", place)) shown.remove();
    this.#input(place).hidden = Boolean(photo);
    if (!photo) return;
    const row = document.createElement("p");
    row.className = "thumbnail";
    row.append(photo.thumbnail, this.#removeButton(index));
    place.append(row);
  }

  #removeButton(index: number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = this.#context.say("js.report.remove_photo", { number: index + 1 });
    button.addEventListener("click", () => {
      this.#photos[index] = null;
      const input = this.#input(this.#places[index]);
      input.value = "";
      this.#show(index);
      this.#status.textContent = "";
      input.focus();
    });
    return button;
  }

  get #places() {
    return all("[data-photo]", this.#element);
  }

  get #status() {
    return part("[data-photo-status]", this.#element);
  }

  #input(place: HTMLElement) {
    return find("input", HTMLInputElement, place);
  }
}

async function open(file: File): Promise<Photo> {
  const bytes = await rewritePhoto(file);
  const image = await createImageBitmap(new Blob([bytes as BlobPart], { type: "image/jpeg" }));
  const scale = THUMBNAIL / Math.max(image.width, image.height);
  const thumbnail = document.createElement("canvas");
  thumbnail.width = Math.max(1, Math.round(image.width * scale));
  thumbnail.height = Math.max(1, Math.round(image.height * scale));
  thumbnail.getContext("2d")?.drawImage(image, 0, 0, thumbnail.width, thumbnail.height);
  image.close();
  return { bytes, thumbnail };
}
