// Where somebody is, kept over a lock: whoever comes back finds it so.

/**
 * `hash`: the address that was open; `back`: that of the list, as it was filtered; `seen`: the case that was open last;
 * `scroll`: how far the list was scrolled, in pixels; `heights`: how high its rows are, by case.
 */
export interface ListPosition {
  hash: string;
  back: string;
  seen: string;
  scroll: number;
  heights: Map<string, number>;
}

export function atTheTop(): ListPosition {
  return { hash: "", back: "#", seen: "", scroll: 0, heights: new Map() };
}
