// What two decided about the same thing, and not the same way.
import { html, nothing } from "lit";
import type { CaseState, Clash } from "../../logic/casefile.ts";
import { nearDay } from "../parts/days.ts";
import { say } from "../parts/page-element.ts";

// Both have decided, and not the same: the words of both are in the log, and one of the decisions holds.
export function clashes(
  found: Clash[],
  shown: { today: string; nameOf: (id: string) => string },
  settle: (detail: { clash: Clash; chosen: Partial<CaseState> }) => void,
) {
  if (!found.length) return nothing;
  return html`<section class="notice" role="alert" data-clash>
    <p>${say("js.inbox.clash")}</p>
    ${found.map((clash) => {
      const [mine, theirs] = [clash.mine, clash.theirs].map((state) => said(clash.decision, state, shown));
      return html`<p>
        <strong>${say(`js.inbox.clash_${clash.decision}`)}</strong>
        <button type="button" class="button quiet" @click=${() => settle({ clash, chosen: clash.mine })}>
          ${say("js.inbox.clash_mine", { what: mine })}
        </button>
        <button type="button" class="button quiet" @click=${() => settle({ clash, chosen: clash.theirs })}>
          ${say("js.inbox.clash_theirs", { what: theirs })}
        </button>
      </p>`;
    })}
  </section>`;
}

function said(
  decision: string,
  { level, owner, step, next, outcome, closed }: Partial<CaseState>,
  { today, nameOf }: { today: string; nameOf: (id: string) => string },
): string {
  if (decision === "level") return level ? say(`js.inbox.level_${level}`) : "–";
  if (decision === "owner") return owner ? nameOf(owner) : say("js.inbox.nobody");
  if (decision === "next")
    return `${step ? say(`js.inbox.step_${step}`) : ""} ${next ? nearDay(next, today) : ""}`.trim();
  return closed ? say(`js.inbox.outcome_${outcome}`) : say("js.inbox.still_open");
}
