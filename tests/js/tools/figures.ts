// Counts worlds of invented cases as the inbox does, for tests/test_drills/test_figures.py.
import { readFileSync } from "node:fs";
import { figuresOf, type FigureQuery } from "../../../static/js/advisors/logic/figures.ts";
import { suppress } from "../../../static/js/advisors/logic/suppression.ts";

interface World extends Omit<FigureQuery, "contacts"> {
  lines: string[];
  contacts: Record<string, string>;
}

const { worlds = [], tables = [] }: { worlds?: World[]; tables?: number[][][] } = JSON.parse(readFileSync(0, "utf8"));
const counted = worlds.map(({ lines, contacts, ...how }) =>
  figuresOf(lines, { ...how, contacts: new Map(Object.entries(contacts)) }),
);
console.log(JSON.stringify({ counted, hidden: tables.map(suppress) }));
