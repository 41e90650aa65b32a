// Reports from one home: proposed by their addresses, linked or rejected by an advisor, and each of it undone.
import { html, nothing } from "lit";
import { caseAddress } from "../route.js";
import { nearDay } from "./days.js";
import { say } from "./page-element.js";

/** @typedef {import("../logic/casefile.js").State} State */
/** @typedef {import("../logic/rows.js").Row} Row */

/**
 * @param {State} mine
 * @param {{ together: Row[], linked: Row[], today: string }} shown `together`: of whom nobody has said anything yet
 * @param {(change: Partial<State>) => void} save
 */
export function sameHome(mine, { together, linked, today }, save) {
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

/** @param {Row} row @param {string} today */
function other(row, today) {
  return html`<a href=${caseAddress(row.id)}>${row.where || say("js.inbox.no_address")}</a>
    <span class="muted">${nearDay(row.day, today)} · ${row.signs.join(" · ")}</span>`;
}

/** @param {string} key @param {Row} row @param {Partial<State>} change @param {(change: Partial<State>) => void} save */
function linkButton(key, row, change, save) {
  return html`<button type="button" class="button quiet" @click=${() => save(change)}>
    ${say(key)}<span class="visually-hidden"> ${row.where}</span>
  </button>`;
}

// The other case may hold the link: what stands here outweighs it.
/** @param {State} mine @param {string} id @returns {Partial<State>} */
function parted({ links, apart }, id) {
  return { links: links.filter((each) => each !== id), apart: [...apart.filter((each) => each !== id), id] };
}
