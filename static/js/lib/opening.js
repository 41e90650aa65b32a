// Opens an envelope where it was found and says what came of it. Whoever can write to the database can move, swap,
// damage or delete envelopes; what is inside tells where each belongs.
import { unseal } from "./age.js";
import { checkDocument } from "./document.js";
import { NoMatch } from "./errors.js";
import { isFile, openFile } from "./file.js";

/**
 * Returns {state, document}, and `content` for a file. `place` is {case, seq}. States: `open`; `closed`: sound, but not sealed to this advisor;
 * `damaged`; `misplaced`: belongs to another case or place; `missing`: there is no envelope.
 */
export async function openEnvelope(envelope, place, identity) {
  if (!envelope) return { state: "missing" };
  try {
    const plaintext = await unseal(envelope, identity);
    const { document, content } = isFile(plaintext) ? openFile(plaintext) : { document: checkDocument(plaintext) };
    const belongs = document.case === place.case && document.seq === place.seq && document.from === senderOf(document);
    return belongs ? { state: "open", document, content } : { state: "misplaced" };
  } catch (error) {
    return { state: error instanceof NoMatch ? "closed" : "damaged" };
  }
}

// Only an advisor replies, and a case begins with its reporter.
function senderOf(document) {
  if (document.type === "reply") return "advisor";
  return ["report", "message", "file"].includes(document.type) ? "reporter" : document.from;
}
