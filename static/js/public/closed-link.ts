// Whoever came by an organisation's link that is closed goes on to the door that is there for everybody. That it is closed
// stands in the block of what depends on the day: the page's other bytes are those of an open one.
import { pageData } from "../web/page.ts";

/** Leaves for the same door without the organisation, if its link is closed. */
export function leaveClosedLink() {
  if (!pageData("now").closed) return;
  const url = new URL(window.location.href);
  url.searchParams.delete("o");
  const [, door = ""] = /^\/o\/[^/]+(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  const doors: Record<string, string> = { "": "/", report: "/report" };
  if (url.pathname.startsWith("/o/")) url.pathname = doors[door] ?? `/report/${door}`;
  window.location.replace(url);
}
