// Days as the inbox says them.
import { readableDay } from "../../../web/days.ts";
import { addDays } from "../../logic/workdays.ts";
import { say } from "./page-element.ts";

/** @param day ISO day @returns "i dag", "i går", "i morgen", or the day without what goes without saying */
export function nearDay(day: string, today: string): string {
  if (today === "") return readableDay(day, { day: "numeric", month: "long", year: "numeric" });
  if (day === today) return say("js.inbox.today");
  if (day === addDays(today, -1)) return say("js.inbox.yesterday");
  if (day === addDays(today, 1)) return say("js.inbox.tomorrow");
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return readableDay(day, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}
