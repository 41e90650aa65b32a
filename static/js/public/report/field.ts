// What a question may have its answer given in, and what that may need.
import type { Dates } from "../../web/days.ts";
import type { Say } from "../../web/page.ts";

/** What every field of the form may need. */
export interface Context {
  say: Say;
  dates: Dates;
  today: string; // ISO day
  pressingUntil: string; // the last day, ISO, that calls for the advisors today
  onProblem: (problem: string) => void; // shows what is wrong with an answer as soon as that is known
}

/** The part of a question that is answered. */
export interface Field {
  answer: string | string[]; // as it is sealed: a text, a choice, or a list of choices; empty if there is none
  readable: string[]; // the answer as the person reads it, line by line
  target: HTMLElement; // where the focus goes
  described: HTMLElement; // what a hint or an error belongs to
  problem: () => string; // what is wrong with the answer, as a sentence; empty if nothing is
  photos?: Uint8Array[];
  ready?: Promise<void>;
  looksLikeCpr?: boolean;
  isPressing?: boolean; // whether the advisors should be called today
  update?: () => void; // shows what follows from the answer
  keep?: () => unknown; // what is not in the page's fields, for `restore`
  restore?: (kept: unknown) => void;
}
