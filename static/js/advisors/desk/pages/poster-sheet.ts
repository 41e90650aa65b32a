// A poster (A4), or slips (four to a page), in Danish and other languages. Address and fingerprint are those that this browser
// holds to, and the words are signed: a false server has no say in what hangs in a stairwell.
import { html, nothing } from "lit";
import { portal } from "../../../web/page.ts";
import { say } from "../parts/page-element.ts";
import { printButton } from "../parts/printing.ts";
import { qrCode } from "../parts/qr-code.ts";
import { settings } from "../parts/settings.ts";

const COPIES = { poster: 1, slip: 4 };

/** @param fingerprint of the portal's key */
export function posterSheet(
  { kind, slug, languages }: { kind: "poster" | "slip"; slug: string; languages: string[] },
  fingerprint: string,
) {
  const address = `${portal.origin}/o/${slug}`; // an inbox works on no origin that is not on the signed list
  const texts = ["da", ...languages].map((language) => ({ language, ...settings.posters[language] }));
  return html`<p class="no-print">${say("js.poster.print")}</p>
    ${printButton()}
    <div class="sheet-page" translate="no">
      ${Array.from({ length: COPIES[kind] }, (_, copy) => sheet(kind, copy, texts, address, fingerprint))}
    </div>`;
}

function sheet(
  kind: "poster" | "slip",
  copy: number,
  texts: ({ language: string } & Record<string, string>)[],
  address: string,
  fingerprint: string,
) {
  const [danish] = texts;
  return html`<section class=${kind} aria-hidden=${copy ? "true" : "false"}>
    ${texts.map(
      ({ language, direction, ...text }) =>
        html`<div lang=${language} dir=${direction}>
          <h2>${text.title}</h2>
          <p>${text.anonymous} ${text.how_sealed}</p>
          ${kind === "poster" ? html`<p>${text.who}</p>` : nothing}
        </div>`,
    )}
    <div class="sheet-code">
      ${qrCode(`${address}#p=${fingerprint}`, address)}
      <div>
        ${texts.map(({ language, direction, scan }) => html`<p lang=${language} dir=${direction}>${scan}</p>`)}
        <p class="sheet-address"><bdi dir="ltr">${address}</bdi></p>
        ${settings.phone ? html`<p class="sheet-phone"><bdi dir="ltr">${settings.phone}</bdi></p>` : nothing}
        <p class="sheet-fingerprint">${danish.compare} <bdi dir="ltr">${fingerprint}</bdi></p>
      </div>
    </div>
    <p class="sheet-danger">${danish.danger} <strong>112</strong></p>
  </section>`;
}
