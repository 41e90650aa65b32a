// On which day somebody reads again, if nobody does until then. It is in the block of what depends on the day.
import { sayDay } from "../web/days.ts";
import { element, pageData, sentences } from "../web/page.ts";

/** Shows the notice, if there is one. */
export function showAbsence() {
  const { away_until: day } = pageData("now");
  if (!day) return;
  const notice = element("[data-away]");
  notice.textContent = sentences()("away.text", { day: sayDay(day, pageData("dates")) });
  notice.hidden = false;
}
