// What the browser's side makes of lists of lines: what is united, what holds, what nobody has seen.
import { readFileSync } from "node:fs";
import { asLines } from "../../../static/js/advisors/logic/line.ts";
import { headsOf, takenBack, union, unseen } from "../../../static/js/advisors/logic/lines.ts";

const asked: { lists: unknown[]; places: Record<string, number> }[] = JSON.parse(readFileSync(0, "utf8"));

const told = asked.map(({ lists, places }) => {
  const found = union(...lists.map(asLines));
  const heads = [...headsOf(found)].map(([register, all]) => [register, all.map(({ id }) => id)]);
  return [found, Object.fromEntries(heads), [...takenBack(found)].sort(), unseen(found, places)];
});
process.stdout.write(JSON.stringify(told));
