// What is told above the list and is of no case: mails that fail, figures that something is wrong with, who stands in for whom.
import { html, nothing } from "lit";
import { Casebook } from "../../cases/casebook.ts";
import type { Row } from "../../logic/rows.ts";
import type { Handover } from "../../logic/team.ts";
import { nearDay } from "../parts/days.ts";
import { say } from "../parts/page-element.ts";
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
