// One row of the list: how urgent, how long it waits, where, what, and what happens next and by whom.
import { html, nothing } from "lit";
import type { Row } from "../../logic/rows.ts";
import { nearDay } from "../parts/days.ts";
import { levelShape } from "../parts/icons.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { kindOf, organisationName } from "../parts/settings.ts";
import type { Viewer } from "../parts/viewer.ts";

/** `together`: how many others are of the same home; `isSeen`: it was open last. */
export interface RowShown {
  together: number;
  isSeen: boolean;
}

export function caseRow(row: Row, { today, nameOf }: Viewer, { together, isSeen }: RowShown) {
  const late = row.isLate ? html`<strong class="mark">${say("js.inbox.day_wrong")}</strong> ` : nothing;
  return html`<a
    class="case ${row.news ? "unread" : ""} ${isSeen ? "seen" : ""}"
    href=${caseAddress(row.id)}
    data-case=${row.id}
    data-level=${row.level}
  >
    <span class="level" data-level=${row.level}>${level(row)}</span>
    <span class="waiting">${waiting(row)}</span>
    <span class="what">
      <span class="where" dir="auto"
        >${row.news ? html`<span class="dot" aria-hidden="true"></span><strong class="news">${say(`js.inbox.new_${row.news}`)}</strong> ` : nothing}${late}${row.where || say("js.inbox.no_address")}</span
      >
      <span class="signs" dir="auto">${described(row)}</span>
    </span>
    <span class="meta">
      ${together ? html`<strong class="together">${say("js.inbox.together", { count: together })}</strong>` : nothing}
      <span>${[kindOf(row.kind), organisationName(row.organisation)].filter(Boolean).join(" · ")}</span>
      ${row.deadline ? html`<span class=${row.isPressing ? "pressing" : ""}>${say("js.inbox.deadline", { day: nearDay(row.deadline, today) })}</span>` : nothing}
      <span>${row.owner ? nameOf(row.owner) : say("js.inbox.nobody")}</span>
    </span>
    <span class="next ${row.isOverdue ? "overdue" : ""}">${nextStep(row, today)}</span>
  </a>`;
}

function level({ level: found, isSuggested, state }: Row) {
  if (!found) return html`<strong class="mark">${say(`js.inbox.state_${state}`)}</strong>`;
  return html`${levelShape(found)}<span
      >${say(`js.inbox.level_${found}`)}${isSuggested ? html`<span class="suggested"> ${say("js.inbox.suggested")}</span>` : nothing}</span
    >`;
}

function waiting({ waiting: count, isClosed }: Row) {
  if (isClosed) return say("js.inbox.is_closed");
  return say(count === 1 ? "js.inbox.waiting_one" : "js.inbox.waiting", { count });
}

function described({ signs, story, flag }: Row) {
  const quoted = story ? [`»${story}«`] : [];
  const wrong = flag ? html`<strong class="mark">${say(`js.inbox.file_${flag}_short`)}</strong> ` : nothing;
  return html`${wrong}${[...signs, ...quoted].join(" · ")}`;
}

function nextStep({ step, next, outcome, isClosed, isOverdue, purge }: Row, today: string) {
  if (isClosed) {
    const gone = purge ? html`<span>${say("js.inbox.goes", { day: nearDay(purge, today) })}</span>` : nothing;
    return html`<span>${outcome ? say(`js.inbox.outcome_${outcome}`) : nothing}</span>${gone}`;
  }
  if (!next) return nothing;
  const day = isOverdue ? say("js.inbox.overdue", { day: nearDay(next, today) }) : nearDay(next, today);
  return html`<span>${step ? say(`js.inbox.step_${step}`) : say("js.inbox.step_triage")}</span><strong>${day}</strong>`;
}
