// What the inbox computes, prints and locks with: believed only as the portal key has signed it, and never beyond bounds that
// are built in. Until then, and where it is otherwise, this script goes by what it was built with.
import { withinBounds, type InboxSettings } from "../logic/inbox-settings.ts";
import { ApiError } from "./api.ts";
import type { Session } from "./session.ts";
import type { Trust } from "./trust.ts";

const PATH = "/inbox/settings.json";

/**
 * @returns null if they are not as they were signed, or nothing was
 * @throws {ApiError | SessionOver}
 */
export async function readSignedSettings(session: Session, trust: Trust): Promise<InboxSettings | null> {
  try {
    const { api } = session;
    const [text, signed] = await Promise.all([
      api.text(PATH),
      api.get<{ pages?: unknown; signature?: unknown }>("/pages.json"),
    ]);
    return trust.hasSigned(signed, PATH, text) ? withinBounds(JSON.parse(text)) : null;
  } catch (error) {
    if (error instanceof ApiError && error.status) return null; // no pages were signed with this list
    throw error;
  }
}
