// One row of the list: how urgent, how long it waits, where, what, and what happens next and by whom.
import { html, nothing } from "lit";
import { caseAddress } from "../route.js";
import { nearDay } from "./days.js";
import { levelShape } from "./icons.js";
import { say } from "./page-element.js";
import { organisationName, words } from "./words.js";

/** @typedef {import("../logic/rows.js").Row} Row */
/** What a row is shown with. @typedef {{ today: string, nameOf: (id: string) => string, together: number, isSeen: boolean }} Shown */

/** @param {Row} row @param {Shown} shown */
export function caseRow(row, { today, nameOf, together, isSeen }) {
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

/** @param {string} kind @returns {string} */
export function kindOf(kind) {
  return Object.hasOwn(words.questions, kind) ? say(`door.${kind}.short`) : "";
}

/** @param {Row} row */
function level({ level: found, isSuggested, state }) {
  if (!found) return html`<strong class="mark">${say(`js.inbox.state_${state}`)}</strong>`;
  return html`${levelShape(found)}<span
      >${say(`js.inbox.level_${found}`)}${isSuggested ? html`<span class="suggested"> ${say("js.inbox.suggested")}</span>` : nothing}</span
    >`;
}

/** @param {Row} row */
function waiting({ waiting: count, isClosed }) {
  if (isClosed) return say("js.inbox.is_closed");
  return say(count === 1 ? "js.inbox.waiting_one" : "js.inbox.waiting", { count });
}

/** @param {Row} row */
function described({ signs, story, flag }) {
  const quoted = story ? [`»${story}«`] : [];
  const wrong = flag ? html`<strong class="mark">${say(`js.inbox.file_${flag}_short`)}</strong> ` : nothing;
  return html`${wrong}${[...signs, ...quoted].join(" · ")}`;
}

/** @param {Row} row @param {string} today */
function nextStep({ step, next, outcome, isClosed, isOverdue, purge }, today) {
  if (isClosed) {
    const gone = purge ? html`<span>${say("js.inbox.goes", { day: nearDay(purge, today) })}</span>` : nothing;
    return html`<span>${outcome ? say(`js.inbox.outcome_${outcome}`) : nothing}</span>${gone}`;
  }
  if (!next) return nothing;
  const day = isOverdue ? say("js.inbox.overdue", { day: nearDay(next, today) }) : nearDay(next, today);
  return html`<span>${step ? say(`js.inbox.step_${step}`) : say("js.inbox.step_triage")}</span><strong>${day}</strong>`;
}
