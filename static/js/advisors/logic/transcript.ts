// A case as it is handed out: who wrote what and when, in order, as text. Knows no page; the whole is one HTML file that
// any browser opens, with the photos in it.
import { toBase64 } from "../../crypto/bytes.ts";
import type { OpenedPlace } from "../../crypto/conversation.ts";
import { inWords, origin, placeOf, readableAnswers, waysToReporter, type Words } from "./answers.ts";
import type { CaseState, LogLine } from "./casefile.ts";
import { isReadable } from "./conversation.ts";
import { isPhoto } from "./photo.ts";

/** One thing that was written or done. */
export interface TranscriptLine {
  head: string;
  body: string[];
  photo: Uint8Array | null;
}
export interface TranscriptPart {
  title: string;
  lines: TranscriptLine[];
}

/** How, and for whom, things are said. `day` says an ISO day, `log` a line of the log. */
export interface Speech {
  words: Words;
  nameOf: (id: string) => string;
  day: (day: string) => string;
  log: (entry: LogLine) => string;
  isForResident: boolean; // who may not learn from it how to reach whoever wrote
}

/** @param id of the case */
export function transcriptOf(id: string, items: OpenedPlace[], file: CaseState | null, speech: Speech): TranscriptPart {
  const report = items.find((item) => item.seq === 0 && isReadable(item));
  const body = report && isReadable(report) ? report.document.body : {};
  const where = placeOf(body, speech.words);
  const written = items.map((item) => lineOf(item, speech));
  const done = (file?.log ?? []).map((entry) => ({
    head: `${speech.day(entry.day)} ${entry.at} · ${speech.nameOf(entry.by)}`,
    body: [speech.log(entry), ...(["next", "kept"].includes(entry.kind) || !entry.text ? [] : [entry.text])],
    photo: null,
  }));
  return { title: [where, id.slice(0, 8)].filter(Boolean).join(" · "), lines: [...written, ...done] };
}

/** @returns one HTML file; everything in it is text */
export function wholePage(parts: TranscriptPart[], language: string): string {
  const articles = parts.map(
    ({ title, lines }) => `<article><h2>${escaped(title)}</h2>${lines.map(asHtml).join("")}</article>`,
  );
  return (
    `<!doctype html><html lang="${escaped(language)}"><meta charset="utf-8"><title>Sag</title>` +
    "<style>body{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}p{white-space:pre-wrap}" +
    `img{max-width:100%}article{break-after:page}</style>${articles.join("")}</html>`
  );
}

function lineOf(item: OpenedPlace, { words, day, isForResident }: Speech): TranscriptLine {
  const { say } = words;
  if (!isReadable(item)) return { head: say(`js.inbox.explain_${item.state}`), body: [], photo: null };
  const { type, body, day: written } = item.document;
  const head = `${day(written)} · ${say(type === "reply" ? "js.inbox.from_advisor" : "js.inbox.from_reporter")}`;
  if (item.content) {
    return {
      head: say("js.inbox.photo", { number: item.seq }),
      body: [],
      photo: isPhoto(item.content) ? item.content : null,
    };
  }
  if (type !== "report") return { head, body: [typeof body.text === "string" ? body.text : ""], photo: null };
  const without = isForResident ? waysToReporter(body, words) : [];
  const answers = readableAnswers(body, words)
    .filter(({ id }) => !without.includes(id))
    .map(({ kind, label, values }) => {
      return `${label.replace(/:?$/, ":").replace("?:", "?")} ${values.map((value) => inWords(kind, value, say, day)).join(" · ")}`;
    });
  return { head: [head, origin(body, words)].filter(Boolean).join(" · "), body: answers, photo: null };
}

function asHtml({ head, body, photo }: TranscriptLine) {
  const picture = photo ? `<img alt="" src="data:image/jpeg;base64,${toBase64(photo)}">` : "";
  return `<h3>${escaped(head)}</h3>${body.map((text) => `<p dir="auto">${escaped(text)}</p>`).join("")}${picture}`;
}

function escaped(text: string) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
