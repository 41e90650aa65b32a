// Who looks, and how what they did last went: what most views are given.

/** `back`: the address of the list as it was filtered last. */
export interface Viewer {
  me: string; // an advisor's id
  today: string; // ISO day
  advisors: string[]; // ids of those of now
  nameOf: (id: string) => string;
  back: string;
}

/** `problem`: a catalogue's key; `held`: nothing may be written now. */
export interface Doing {
  problem: string;
  saving: boolean;
  saved: boolean;
  held: boolean;
}
