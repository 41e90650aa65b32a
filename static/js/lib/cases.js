// The cases of the inbox: asked for page by page, each opened as it arrives.
import { fromBase64 } from "./bytes.js";

/**
 * Asks for all cases, newest day first. Yields after each page: {cases, done, total}; every case is
 * {case, day, state, document} as `openEnvelope` found its report.
 */
export async function* readCases(api, unsealer) {
  const cases = [];
  let last = null;
  for (let more = true; more;) {
    const query = last ? `?day=${last.day}&case=${last.case}` : "";
    const page = await api.get(`/inbox/cases${query}`);
    const opened = page.cases.map(async ({ case: id, day, envelope }) => {
      const found = await unsealer.open(envelope && fromBase64(envelope), { case: id, seq: 0 });
      return { case: id, day, ...found };
    });
    cases.push(...(await Promise.all(opened)));
    yield { cases: [...cases], done: cases.length, total: page.total };
    last = page.cases.at(-1);
    more = page.more;
  }
}

/** Asks for one case's envelopes; returns [{seq, state, document}] in the order of the conversation. */
export async function readConversation(api, unsealer, id) {
  const { envelopes } = await api.get(`/inbox/cases/${id}`);
  const items = await Promise.all(
    envelopes.map(async ({ seq, envelope }) => ({
      seq,
      ...(await unsealer.open(fromBase64(envelope), { case: id, seq })),
    })),
  );
  return withGaps(items);
}

// Places are numbered without gaps, so one that is not there was deleted.
function withGaps(items) {
  const found = new Map(items.map((item) => [item.seq, item]));
  const length = Math.max(0, ...found.keys()) + 1;
  return Array.from({ length }, (_, seq) => found.get(seq) ?? { seq, state: "missing" });
}
