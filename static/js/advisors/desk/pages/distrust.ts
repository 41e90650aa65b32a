// What stands over everything else in the inbox: whom it may not believe, and what must soon be renewed.
import { html, nothing } from "lit";
import type { Trust } from "../../session/trust.ts";
import { say } from "../parts/page-element.ts";
import { settings } from "../parts/settings.ts";
import { portalCheck, type PortalAnswers } from "./portal-check.ts";

export function distrust(trust: Trust, answers: PortalAnswers) {
  const { problem, endsIn } = trust;
  const isDistrusted = problem && problem !== "unpinned";
  return html`${isDistrusted ? html`<p class="summary distrust" role="alert">${say(`js.inbox.distrust_${problem}`)}</p>` : nothing}
  ${
    !problem && endsIn !== null
      ? html`<p class="notice" role="status" data-ends>${say("js.inbox.list_ends", { days: endsIn })}</p>`
      : nothing
  }
  ${settings.areSigned || problem ? nothing : html`<p class="notice warning" role="alert" data-settings-unsigned>${say("js.inbox.settings_unsigned")}</p>`}
  ${portalCheck({ trust, answers, state: [problem, trust.isNew].join() })}`;
}
