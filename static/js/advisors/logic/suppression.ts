// Which counts of a table are not shown: those under five, and as many others as keep them from being worked out.
//
// A table has its rows' and columns' sums beside it. A count that is not shown could be worked out from them, exactly or
// nearly. So further ones are left out until, for each, the sums would be the same with at least five different numbers.

/** Counts under this one are not shown. */
export const FEWEST = 5;
const PLAY = FEWEST - 1; // by how much a hidden count may differ at least, for all that anybody can tell

/**
 * @param cells counts, 0 or more; every row and every column has a sum of at least `FEWEST`
 * @returns which of them are not shown
 */
export function suppress(cells: number[][]): boolean[][] {
  const hidden = cells.map((row) => row.map((count) => count < FEWEST));
  const waiting = places(cells).filter(([row, column]) => hidden[row][column]);
  for (let [place] = waiting; place; place = waiting[0]) {
    if (isSafe(cells, hidden, place)) waiting.shift();
    else
      for (const more of helpers(cells, hidden, place)) {
        hidden[more[0]][more[1]] = true;
        waiting.push(more);
      }
  }
  return hidden;
}

/**
 * Puts together what is too little to be shown alone, and so much more that no part of the sum can be told from it.
 * What else stands with it is chosen by its place and not by its size, which would tell something of the others.
 * @param counts by name, those first that are to stand alone if they can
 * @returns in the order of `counts`; none together if all of them are 0
 */
export function pool(counts: Map<string, number>): { alone: string[]; together: string[] } {
  const names = [...counts.keys()];
  const few = names.filter((name) => (counts.get(name) ?? 0) < FEWEST);
  const enough = names.filter((name) => !few.includes(name));
  const sumOf = (some: string[]) => some.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  if (!sumOf(few)) return { alone: enough, together: [] };
  const more = [];
  while (enough.length && !isVague(sumOf([...few, ...more]), few.length, more.length)) more.push(String(enough.pop()));
  return { alone: enough, together: names.filter((name) => !enough.includes(name)) };
}

// Whether each of the few, of which anybody knows that they are under five, could be any number under five.
/** @param more how many are five or more */
function isVague(sum: number, few: number, more: number): boolean {
  const least = FEWEST * more;
  return more ? sum - least >= PLAY : sum >= FEWEST && sum <= PLAY * (few - 1);
}

/** row and column */
export type Cell = [number, number];

function places(cells: number[][]): Cell[] {
  return cells.flatMap((row, at) => row.map((_, column): Cell => [at, column]));
}

// The smallest that is shown in the same row and in the same column; if there is none, the smallest of all.
function helpers(cells: number[][], hidden: boolean[][], [row, column]: Cell): Cell[] {
  const shown = places(cells)
    .filter(([r, c]) => !hidden[r][c])
    .sort(([r, c], [otherR, otherC]) => cells[r][c] - cells[otherR][otherC]);
  const near = [shown.find(([r]) => r === row), shown.find(([, c]) => c === column)].filter(
    (each) => each !== undefined,
  );
  return near.length ? near : [shown[0]];
}

function isSafe(cells: number[][], hidden: boolean[][], place: Cell) {
  let play = 0;
  for (const step of [1, -1]) {
    const other = cells.map((row) => [...row]);
    while (play < PLAY && shift(other, hidden, place, step)) play += 1;
  }
  return play >= PLAY;
}

/**
 * Makes the table into another one with the same sums and the same shown counts, in which one hidden count is one more
 * or one less: along a way through hidden cells that goes up in one and down in the next, and back to where it began.
 * @param step 1 or -1
 * @returns whether there is one
 */
function shift(cells: number[][], hidden: boolean[][], [row, column]: Cell, step: number): boolean {
  if (cells[row][column] + step < 0) return false;
  const way = wayBack(cells, hidden, [row, column], step);
  if (!way) return false;
  cells[row][column] += step;
  for (const [r, c, change] of way) cells[r][c] += change;
  return true;
}

// What was added in a column is taken from it in another row, what was taken from a row is added to it in another column.
function wayBack(
  cells: number[][],
  hidden: boolean[][],
  [row, column]: Cell,
  step: number,
): [number, number, number][] | null {
  const waiting: { row: number; column: number; isInRow: boolean; way: [number, number, number][] }[] = [
    { row, column, isInRow: false, way: [] },
  ];
  const seen = { rows: new Set(), columns: new Set([column]) };
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { isInRow, way } = next;
    if (isInRow && next.row === row) return way;
    const change = isInRow ? step : -step;
    const among = isInRow ? cells[0].keys() : cells.keys();
    for (const at of among) {
      const [r, c] = isInRow ? [next.row, at] : [at, next.column];
      const isStart = r === row && c === column;
      const known = isInRow ? seen.columns : seen.rows;
      if (isStart || !hidden[r][c] || known.has(at) || cells[r][c] + change < 0) continue;
      known.add(at);
      waiting.push({ row: r, column: c, isInRow: !isInRow, way: [...way, [r, c, change]] });
    }
  }
  return null;
}
