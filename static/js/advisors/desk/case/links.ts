// Reports from one home: proposed by their addresses, linked or rejected by an advisor, and each of it undone.
import { html, nothing } from "lit";
import type { CaseState } from "../../logic/casefile.ts";
import type { Row } from "../../logic/rows.ts";
import { nearDay } from "../parts/days.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";

/** `together`: others whose address is the same, and of whom nobody has said anything yet. */
export interface SameHomes {
  together: Row[];
  linked: Row[];
}

export function sameHome(
  mine: CaseState,
  { together, linked, today }: SameHomes & { today: string },
  save: (change: Partial<CaseState>) => void,
) {
  const { links, apart } = mine;
  const proposed = together.filter(({ id }) => !links.includes(id) && !apart.includes(id));
  const undo = html`<p>
    <button type="button" class="link" @click=${() => save({ apart: [] })}>${say("js.inbox.apart_undo")}</button>
  </p>`;
  if (!proposed.length && !linked.length && !apart.length) return nothing;
  return html`<section class="together-box" aria-labelledby="together-title">
    <h2 id="together-title">${say("js.inbox.together_title")}</h2>
    ${linked.map((row) => html`<p data-linked>${other(row, today)} ${linkButton("js.inbox.unlink", row, parted(mine, row.id), save)}</p>`)}
    ${proposed.map(
      (row) =>
        html`<p data-proposed>
          ${other(row, today)} ${linkButton("js.inbox.link", row, { links: [...links, row.id] }, save)}
          ${linkButton("js.inbox.apart", row, parted(mine, row.id), save)}
        </p>`,
    )}
    ${apart.length ? undo : nothing}
  </section>`;
}

function other(row: Row, today: string) {
  return html`<a href=${caseAddress(row.id)}>${row.where || say("js.inbox.no_address")}</a>
    <span class="muted">${nearDay(row.day, today)} · ${row.signs.join(" · ")}</span>`;
}

function linkButton(key: string, row: Row, change: Partial<CaseState>, save: (change: Partial<CaseState>) => void) {
  return html`<button type="button" class="button quiet" @click=${() => save(change)}>
    ${say(key)}<span class="visually-hidden"> ${row.where}</span>
  </button>`;
}

// The other case may hold the link: what stands here outweighs it.
function parted({ links, apart }: CaseState, id: string): Partial<CaseState> {
  return { links: links.filter((each) => each !== id), apart: [...apart.filter((each) => each !== id), id] };
}
