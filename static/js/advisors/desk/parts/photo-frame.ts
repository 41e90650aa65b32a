// A photo, shown when somebody asks for it. The page itself decodes nothing that was sent.
import { html } from "lit";
import { decodePhoto } from "./decode-photo.ts";
import { PageElement, say } from "./page-element.ts";

class PhotoFrame extends PageElement {
  static properties = { content: { attribute: false }, label: {}, isAsked: { type: Boolean }, state: { state: true } };

  content: Uint8Array<ArrayBuffer> = new Uint8Array();
  label = "";
  /** Whether to show it without being asked. */
  isAsked = false;
  state: "" | "working" | "shown" | "failed" = "";

  firstUpdated() {
    if (this.isAsked) this.#show();
  }

  render() {
    if (this.state === "failed") return html`<p class="notice" role="status">${say("js.inbox.photo_failed")}</p>`;
    return html`<canvas class="photo" role="img" aria-label=${this.label} ?hidden=${this.state !== "shown"}></canvas>
      <p role="status" class="muted" ?hidden=${this.state !== "working"}>${say("js.advisors.working")}</p>
      <p class="buttons no-print" ?hidden=${this.state !== ""}>
        <button type="button" class="button quiet" @click=${this.#show}>${say("js.inbox.photo_show")}</button>
      </p>`;
  }

  #show = async () => {
    this.state = "working";
    const bitmap = await decodePhoto(this.content);
    const canvas = this.querySelector("canvas");
    if (!bitmap || !canvas) {
      this.state = "failed";
      return;
    }
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    this.state = "shown";
  };
}

customElements.define("photo-frame", PhotoFrame);
