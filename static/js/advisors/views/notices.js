// What stands over everything else in the inbox: whom it may not believe, and what must soon be renewed.
import { html, nothing } from "lit";
import { say } from "./page-element.js";

/** @param {import("../trust.js").Trust} trust @param {import("../keyring.js").Unlocked} unlocked */
export function notices(trust, unlocked) {
  const { problem, endsIn } = trust;
  return html`${problem ? html`<p class="summary distrust" role="alert">${say(`js.inbox.distrust_${problem}`)}</p>` : nothing}
  ${
    !problem && endsIn !== null
      ? html`<p class="notice" role="status" data-ends>${say("js.inbox.list_ends", { days: endsIn })}</p>`
      : nothing
  }
  ${unlocked.portalKey ? nothing : html`<p class="notice" role="status">${say("js.inbox.compare_portal")}</p>`}`;
}
