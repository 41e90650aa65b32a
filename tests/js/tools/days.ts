// Says days and numbers as the public pages' script does, for tests/test_reporting/web/test_languages.py.
import { readFileSync } from "node:fs";
import { sayDay, sayNumber, type Dates } from "../../../static/js/web/days.ts";

const { dates, days, numbers }: { dates: Dates; days: string[]; numbers: number[] } = JSON.parse(
  readFileSync(0, "utf8"),
);
const said = [days.map((day) => sayDay(day, dates)), numbers.map((number) => sayNumber(number, dates))];
console.log(JSON.stringify(said));
