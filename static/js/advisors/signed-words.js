// What the inbox computes, prints and locks with: believed only as the portal key has signed it, and never beyond bounds that
// are built in. Until then, and where it is otherwise, this script goes by what it was built with.
import { ApiError } from "./api.js";

const PATH = "/inbox/words.json";
const LONGEST_LOCK_MINUTES = 30;
const LONGEST_RETENTION_MONTHS = 60;

/** @typedef {import("./views/words.js").Told} Told */

/**
 * @param {import("./session.js").Session} session
 * @param {import("./trust.js").Trust} trust
 * @returns {Promise<Told | null>} null if they are not as they were signed, or nothing was
 * @throws {ApiError | import("./session.js").SessionOver}
 */
export async function readSignedWords(session, trust) {
  try {
    const { api } = session;
    const [text, signed] = await session.during(Promise.all([api.text(PATH), api.get("/pages.json")]));
    return trust.hasSigned(signed, PATH, text) ? withinBounds(JSON.parse(text)) : null;
  } catch (error) {
    if (error instanceof ApiError && error.status) return null; // no pages were signed with this list
    throw error;
  }
}

/** @param {Told} told @returns {Told} */
export function withinBounds(told) {
  return {
    ...told,
    lock_minutes: between(1, told.lock_minutes, LONGEST_LOCK_MINUTES),
    retention_months: between(1, told.retention_months, LONGEST_RETENTION_MONTHS),
  };
}

/** @param {number} least @param {number} value @param {number} most */
function between(least, value, most) {
  return Math.min(Math.max(Math.floor(Number(value)) || least, least), most);
}
