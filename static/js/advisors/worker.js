// Whatever needs the identity happens here, off the page's own thread and out of its memory; the identity ends with this
// worker. The first worker unwraps it and hands it to the others through channels that the page only passes on.
import { unseal } from "../crypto/age.js";
import { openCasefile, writerOf } from "../crypto/casefile.js";
import { answerChallenge } from "../crypto/challenge.js";
import { readAsAdvisor } from "../crypto/conversation.js";
import { NoMatch } from "../crypto/errors.js";
import { looksLikeIdentity, recipientOf, voiceSeed } from "../crypto/keys.js";
import { newHeader } from "../crypto/reseal.js";
import { holdsOn } from "../crypto/recipients-list.js";
import { sign, verifyingKey } from "../crypto/signing.js";
import { unwrapIdentity } from "../crypto/slot.js";

/** @typedef {import("../crypto/recipients-list.js").RecipientsList} RecipientsList */

/** @typedef {Map<number, import("../crypto/document.js").Document | null>} Removed */

const NOBODY = new Uint8Array(32);
let identity = "";
/** @type {MessagePort[]} */
const colleagues = [];

/** @type {Record<string, (asked: any) => Promise<any>>} */
const TASKS = {
  /** The passphrase, or the identity itself from the recovery sheet, which has no portal's key beside it. */
  async unlock({ slot, secret }) {
    const typed = secret.trim().toUpperCase();
    const found = looksLikeIdentity(typed) ? { identity: typed, portalKey: null } : await unwrapIdentity(slot, secret);
    identity = found.identity;
    for (const port of colleagues) port.postMessage(identity);
    const voice = verifyingKey(voiceSeed(identity));
    return { recipient: await recipientOf(identity), voice, portalKey: found.portalKey };
  },

  answer: ({ challenge }) => answerChallenge(challenge, identity),

  /** @param {{ id: string, stored: import("../crypto/conversation.js").Stored[], lists: RecipientsList[], removed: Removed }} asked */
  read: ({ id, stored, lists, removed }) =>
    readAsAdvisor(identity, id, stored, (to, day) => isListed(lists, to, day), removed),

  /** @param {{ envelope: Uint8Array, voices: Map<string, Uint8Array> }} asked */
  async casefile({ envelope, voices }) {
    const plaintext = await unseal(envelope, identity);
    return openCasefile(plaintext, voices.get(writerOf(plaintext)) ?? NOBODY);
  },

  unseal: ({ envelope }) => unseal(envelope, identity),

  reseal: ({ header, recipients }) => newHeader(header, identity, recipients),

  sign: async ({ message }) => sign(voiceSeed(identity), message),
};

// Without any list that can be believed the page says so, in red; calling every case forged besides would help nobody.
/** @param {RecipientsList[]} lists @param {string} to @param {string} day */
function isListed(lists, to, day) {
  return !lists.length || lists.some((list) => list.to === to && holdsOn(list, day));
}

self.addEventListener("message", async ({ data, ports }) => {
  const { id, task, asked } = data;
  if (task === "teach") return void colleagues.push(...ports);
  if (task === "learn") {
    ports[0].onmessage = ({ data: learnt }) => {
      identity = learnt;
    };
    return;
  }
  try {
    self.postMessage({ id, result: await TASKS[task](asked) });
  } catch (error) {
    // What is nested too deep to be handed over comes here, too: it is nothing that we wrote.
    self.postMessage({ id, problem: error instanceof NoMatch ? "no_match" : "failed" });
  }
});
