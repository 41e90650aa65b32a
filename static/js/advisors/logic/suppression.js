// Which counts of a table are not shown: those under five, and as many others as keep them from being worked out.
//
// A table has its rows' and columns' sums beside it. A count that is not shown could be worked out from them, exactly or
// nearly. So further ones are left out until, for each, the sums would be the same with at least five different numbers.

/** Counts under this one are not shown. */
export const FEWEST = 5;
const PLAY = FEWEST - 1; // by how much a hidden count may differ at least, for all that anybody can tell

/**
 * @param {number[][]} cells counts, 0 or more; every row and every column has a sum of at least `FEWEST`
 * @returns {boolean[][]} which of them are not shown
 */
export function suppress(cells) {
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
 * Puts together what is too little to be shown alone.
 * @param {Map<string, number>} counts by name
 * @param {string} [last] the name that is the last to stand with others if it is enough by itself
 * @returns {{ alone: string[], together: string[] }} none together if all of them are 0
 */
export function pool(counts, last) {
  const bySize = [...counts].sort((one, other) => one[1] - other[1]);
  const few = bySize.filter(([, count]) => count < FEWEST);
  let sum = few.reduce((all, [, count]) => all + count, 0);
  if (!sum) return { alone: [...counts.keys()].filter((name) => counts.get(name)), together: [] };
  const together = few.map(([name]) => name);
  const enough = bySize.slice(few.length).sort(([one], [other]) => Number(one === last) - Number(other === last));
  for (const [name, count] of enough) {
    if (sum >= FEWEST) break;
    together.push(name);
    sum += count;
  }
  return { alone: [...counts.keys()].filter((name) => !together.includes(name)), together };
}

/** @typedef {[number, number]} Place row and column */

/** @param {number[][]} cells @returns {Place[]} */
function places(cells) {
  return cells.flatMap((row, at) => row.map((_, column) => /** @type {Place} */ ([at, column])));
}

// The smallest that is shown in the same row and in the same column; if there is none, the smallest of all.
/** @param {number[][]} cells @param {boolean[][]} hidden @param {Place} place @returns {Place[]} */
function helpers(cells, hidden, [row, column]) {
  const shown = places(cells)
    .filter(([r, c]) => !hidden[r][c])
    .sort(([r, c], [otherR, otherC]) => cells[r][c] - cells[otherR][otherC]);
  const near = [shown.find(([r]) => r === row), shown.find(([, c]) => c === column)].filter(
    (each) => each !== undefined,
  );
  return near.length ? near : [shown[0]];
}

/** @param {number[][]} cells @param {boolean[][]} hidden @param {Place} place */
function isSafe(cells, hidden, place) {
  let play = 0;
  for (const step of [1, -1]) {
    const other = cells.map((row) => [...row]);
    while (play < PLAY && shift(other, hidden, place, step)) play += 1;
  }
  return play >= PLAY;
}

/**
 * Makes the table into another one with the same sums and the same shown counts, in which one hidden count is one more or
 * one less: along a way through hidden cells that goes up in one and down in the next, and back to where it began.
 * @param {number[][]} cells
 * @param {boolean[][]} hidden
 * @param {Place} place
 * @param {number} step 1 or -1
 * @returns {boolean} whether there is one
 */
function shift(cells, hidden, [row, column], step) {
  if (cells[row][column] + step < 0) return false;
  const way = wayBack(cells, hidden, [row, column], step);
  if (!way) return false;
  cells[row][column] += step;
  for (const [r, c, change] of way) cells[r][c] += change;
  return true;
}

// What was added in a column is taken from it in another row, what was taken from a row is added to it in another column.
/** @param {number[][]} cells @param {boolean[][]} hidden @param {Place} place @param {number} step @returns {[number, number, number][] | null} */
function wayBack(cells, hidden, [row, column], step) {
  /** @type {{ row: number, column: number, isInRow: boolean, way: [number, number, number][] }[]} */
  const waiting = [{ row, column, isInRow: false, way: [] }];
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
