// What is told above the list and is of no case: how far reading is, what the ledgers say, mails that fail, figures that
// something is wrong with, who stands in for whom.
import { html, nothing } from "lit";
import { Casebook } from "../../cases/casebook.ts";
import type { LedgerFindings } from "../../cases/ledger.ts";
import type { Progress } from "../../cases/opened-cases.ts";
import type { ResealProgress } from "../../cases/reseal.ts";
import type { Row } from "../../logic/rows.ts";
import type { Handover } from "../../logic/team.ts";
import { nearDay } from "../parts/days.ts";
import { say, shortDay } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import type { Viewer } from "../parts/viewer.ts";

export function listBanners({ mailFails, tallying, retention, team }: Casebook, rows: Row[], viewer: Viewer) {
  const whereOf = (id: string) => rows.find((row) => row.id === id)?.where ?? "";
  const mine = team.handovers.filter(({ to, last }) => to === viewer.me && last >= viewer.today);
  return html`${mailFails ? mailNotice(mailFails, viewer) : nothing} ${tallying.canBeRenewed ? tallyNotice() : nothing}
  ${retention.waiting.length ? waitingNotice(retention.waiting, whereOf) : nothing}
  ${retention.unmarked.length ? unmarkedNotice(retention.unmarked, whereOf) : nothing}
  ${mine.map((each) => handoverNotice(each, viewer))}`;
}

function mailNotice(since: string, { today }: Viewer) {
  return html`<p class="notice" data-mail-fails>
    ${say("js.inbox.mail_fails", { day: nearDay(since.slice(0, 10), today), time: since.slice(11, 16) })}
  </p>`;
}

function waitingNotice(ids: string[], whereOf: (id: string) => string) {
  return html`<div class="notice" data-purge-waits>
    <p>${say("js.inbox.purge_waits", { count: ids.length })}</p>
    ${links(ids, whereOf)}
  </div>`;
}

function unmarkedNotice(ids: string[], whereOf: (id: string) => string) {
  return html`<div class="notice warning" data-purge-unmarked>
    <p>${say("js.inbox.purge_unmarked")}</p>
    ${links(ids, whereOf)}
  </div>`;
}

/** @param ids of cases */
function links(ids: string[], whereOf: (id: string) => string) {
  return html`<ul>
    ${ids.map((id) => html`<li><a href=${caseAddress(id)}>${whereOf(id) || say("js.inbox.no_address")}</a></li>`)}
  </ul>`;
}

// The figures are looked at once a year; what is wrong with them should be heard before.
function tallyNotice() {
  return html`<p class="notice" data-tally><a href="#figures">${say("js.figures.flag_short")}</a></p>`;
}

// Whose cases are here besides one's own, and who asks for that.
function handoverNotice({ from, last, seen }: Handover, { today, nameOf }: Viewer) {
  const said = { name: nameOf(from), day: nearDay(last, today) };
  return html`<p class="notice" data-stands-in>
    ${say(seen ? "js.inbox.stands_in" : "js.inbox.asked_to_stand_in", said)}
    <a href="#away">${say("js.inbox.away")}</a>
  </p>`;
}

export function progressBar(progress: Progress | null) {
  if (!progress) return nothing;
  const { done, total } = progress;
  return html`<div class="progress" role="status">
    <label for="opening">${say("js.inbox.opening", { done, total })}</label>
    <progress id="opening" max=${total || 1} .value=${done}></progress>
  </div>`;
}

export function resealed(resealing: ResealProgress | null, accept: (id: string) => void) {
  if (!resealing) return nothing;
  const { done, total, failed, cases } = resealing;
  if (done >= total) {
    const key = "js.inbox.reseal_failed";
    return html`<div class="notice" role="status" data-reseal-failed>${named(key, cases, accept, { failed })}</div>`;
  }
  return html`<div class="progress" role="status">
    <label for="resealing">${say("js.inbox.resealing", { done, total })}</label>
    <progress id="resealing" max=${total || 1} .value=${done}></progress>
  </div>`;
}

/** What the ledger said when the inbox was open last, and what is not as it said. @param accept that has been seen, by case */
export function lastTime(findings: LedgerFindings | null, accept: (id: string) => void) {
  if (!findings) return nothing;
  const { day, count, problem, back, changed, gone } = findings;
  const line = html`<p class="muted" data-last>
    ${day ? say("js.inbox.last_time", { day: shortDay(day), count }) : nothing}
  </p>`;
  if (!problem && !back.length && !changed.length && !gone.length) return line;
  return html`${line}
    <div class="summary" role="alert" data-ledger>
      ${
        problem
          ? html`<p>${say(`js.inbox.ledger_${problem}`)} ${seenButton("", say("js.inbox.ledger"), accept)}</p>`
          : nothing
      }
      ${named("js.inbox.case_back", back, accept)} ${named("js.inbox.case_changed", changed, accept)}
      ${named("js.inbox.case_gone", gone, accept)}
      <p>${say("js.inbox.ledger_hint")}</p>
    </div>`;
}

function named(key: string, ids: string[], accept: (id: string) => void, values?: Record<string, unknown>) {
  if (!ids.length) return nothing;
  return html`<p>${say(key, values)}</p>
    <ul>
      ${ids.map(
        (id) =>
          html`<li>
            <a href=${caseAddress(id)}><bdi dir="ltr">${id.slice(0, 8)}</bdi></a>
            ${seenButton(id, id.slice(0, 8), accept)}
          </li>`,
      )}
    </ul>`;
}

/** @param id of a case, or nothing @param what is named, for who does not see where the button stands */
function seenButton(id: string, what: string, accept: (id: string) => void) {
  return html`<button type="button" class="link" @click=${() => accept(id)}>
    ${say("js.inbox.ledger_seen")}<span class="visually-hidden"> (${what})</span>
  </button>`;
}
