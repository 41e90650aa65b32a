// A photo, shown when somebody asks for it. The page itself decodes nothing that was sent.
import { html } from "lit";
import { decodePhoto } from "./decode-photo.ts";
import { say } from "./page-element.ts";
import { View } from "./view.ts";

/** `isAsked`: it is shown without being asked for. */
export interface PhotoProps {
  content: Uint8Array;
  label: string;
  isAsked?: boolean;
}

export function photoFrame(props: PhotoProps) {
  return html`<photo-frame .props=${props}></photo-frame>`;
}

class PhotoFrame extends View<PhotoProps> {
  static properties = { state: { state: true } };

  state: "" | "working" | "shown" | "failed" = "";

  firstUpdated() {
    if (this.props.isAsked) this.#show();
  }

  render() {
    if (this.state === "failed") return html`<p class="notice" role="status">${say("js.inbox.photo_failed")}</p>`;
    return html`<canvas
        class="photo"
        role="img"
        aria-label=${this.props.label}
        ?hidden=${this.state !== "shown"}
      ></canvas>
      <p role="status" class="muted" ?hidden=${this.state !== "working"}>${say("js.advisors.working")}</p>
      <p class="buttons no-print" ?hidden=${this.state !== ""}>
        <button type="button" class="button quiet" @click=${this.#show}>${say("js.inbox.photo_show")}</button>
      </p>`;
  }

  #show = async () => {
    this.state = "working";
    const bitmap = await decodePhoto(this.props.content);
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
