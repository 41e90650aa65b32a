// The log of a case: who did what, and when.
import { html, nothing } from "lit";
import type { LogLine } from "../../logic/casefile.ts";
import { nearDay } from "../parts/days.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";

export function caseLog(log: LogLine[], { today, nameOf }: { today: string; nameOf: (id: string) => string }) {
  if (!log.length) return html`<p class="muted">${say("js.inbox.log_empty")}</p>`;
  return html`<ol class="log">
    ${[...log].reverse().map(
      (entry) =>
        html`<li data-kind=${entry.kind}>
          <p class="muted">
            ${nearDay(entry.day, today)} ${say("js.inbox.at", { time: entry.at })} · ${nameOf(entry.by)}
          </p>
          <p class="said">
            ${logLine(entry, { today, nameOf })}
            ${entry.kind === "linked" ? html`<a href=${caseAddress(entry.result)}>${say("js.inbox.open_written")}</a>` : nothing}
          </p>
          ${isFree(entry) && entry.text ? html`<p class="text" dir="auto">${entry.text}</p>` : nothing}
        </li>`,
    )}
  </ol>`;
}

/** @returns what was done, in words */
export function logLine(
  { kind, result, text }: LogLine,
  { today, nameOf }: { today: string; nameOf: (id: string) => string },
): string {
  if (kind === "note") return say("js.inbox.log_note");
  if (kind === "level") return say("js.inbox.log_level", { level: say(`js.inbox.level_${result}`) });
  if (kind === "owner")
    return result ? say("js.inbox.log_owner", { name: nameOf(result) }) : say("js.inbox.log_nobody");
  if (kind === "next") {
    const step = result ? say(`js.inbox.step_${result}`) : say("js.inbox.step_none");
    return say("js.inbox.log_next", { step, day: nearDay(text, today) });
  }
  if (kind === "closed") return say("js.inbox.log_closed", { outcome: say(`js.inbox.outcome_${result}`) });
  if (kind === "reopened") return say("js.inbox.log_reopened");
  if (kind === "kept") return say("js.inbox.log_kept", { day: nearDay(result, today), reason: text });
  if (kind === "linked" || kind === "unlinked") return say(`js.inbox.log_${kind}`, { case: result.slice(0, 8) });
  return `${say(`js.inbox.step_${kind}`)}: ${say(`js.inbox.result_${result}`)}`;
}

// What an advisor wrote stands below; a day or a reason stands in the line.
function isFree({ kind }: LogLine) {
  return kind !== "next" && kind !== "kept";
}
