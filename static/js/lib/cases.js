// The cases of the inbox: asked for page by page, each opened as it arrives.
import { seal } from "./age.js";
import { fromBase64 } from "./bytes.js";
import { localDay } from "./days.js";
import { NotSent, sealed } from "./deliver.js";
import { buildDocument } from "./document.js";
import { recipientsDigest } from "./keys.js";

const ATTEMPTS = 5;

/**
 * Asks for all cases, newest day first. Yields after each page: {cases, done, total}; every case is
 * {case, day, news, state, document} as `openEnvelope` found its report.
 */
export async function* readCases(api, unsealer) {
  const cases = [];
  let last = null;
  for (let more = true; more;) {
    const query = last ? `?day=${last.day}&case=${last.case}` : "";
    const page = await api.get(`/inbox/cases${query}`);
    const opened = page.cases.map(async ({ case: id, day, envelope, news }) => {
      const found = await unsealer.open(envelope && fromBase64(envelope), { case: id, seq: 0 });
      return { case: id, day, news, ...found };
    });
    cases.push(...(await Promise.all(opened)));
    yield { cases: [...cases], done: cases.length, total: page.total };
    last = page.cases.at(-1);
    more = page.more;
  }
}

/** Asks for one case's envelopes; returns {items: [{seq, state, document}] in order, sealing: whom to reply to}. */
export async function readConversation(api, unsealer, id) {
  const { envelopes, read_seq: readSeq, ...sealing } = await api.get(`/inbox/cases/${id}`);
  const items = await Promise.all(
    envelopes.map(async ({ seq, envelope }) => ({
      seq,
      ...(await unsealer.open(fromBase64(envelope), { case: id, seq })),
    })),
  );
  return { items: withGaps(items, readSeq), sealing };
}

/** Notes that an advisor has opened what can be opened; the reporter then sees "read". */
export async function markRead(api, id, items) {
  const last = items.findLast((item) => item.state === "open");
  if (last) await api.post(`/inbox/cases/${id}/read`, { seq: last.seq });
}

/**
 * Seals a reply to the reporter's receipt and all advisors, and stores it at the next free place. `sealing` is what
 * `readConversation` returned. Throws ApiError or NotSent.
 */
export async function reply(api, id, seq, body, sealing, language) {
  const recipients = [...sealing.recipients, sealing.reply_to];
  if (sealing.recipients.length > sealing.max_recipients) throw new NotSent("seal");
  for (let place = seq, attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const fields = { type: "reply", case: id, seq: place, from: "advisor", day: localDay(), language, body };
    const envelope = await sealed(seal(buildDocument(fields), recipients, recipients.length));
    const taken = await api.postEnvelope(
      `/inbox/cases/${id}/replies`,
      { seq: String(place), sealed_to: recipientsDigest(recipients) },
      envelope,
    );
    if (taken === null) return;
    place = taken; // somebody else wrote at the same moment: seal for the next place
  }
  throw new NotSent("refused");
}

// Places are numbered without gaps, so one that is not there was deleted; so was one that somebody has read.
function withGaps(items, readSeq) {
  const found = new Map(items.map((item) => [item.seq, item]));
  const length = Math.max(0, readSeq, ...found.keys()) + 1;
  return Array.from({ length }, (_, seq) => found.get(seq) ?? { seq, state: "missing" });
}
