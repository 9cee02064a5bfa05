// Lists of rows in the order of their numbers: found, replaced and put in by number.

interface Numbered {
  id: number
}

/** Where the row of this number stands, or would stand. */
export function placeOf(rows: readonly Numbered[], id: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts a row in its place, over the one of the same number if there is one. Whether it is new. */
export function put<Row extends Numbered>(rows: Row[], row: Row): boolean {
  const last = rows.at(-1)
  if (!last || last.id < row.id) {
    rows.push(row)
    return true
  }
  const at = placeOf(rows, row.id)
  const isKnown = rows[at]?.id === row.id
  rows.splice(at, isKnown ? 1 : 0, row)
  return !isKnown
}

/** Takes out the row of this number, if it is there. */
export function takeOut(rows: Numbered[], id: number): void {
  const at = placeOf(rows, id)
  if (rows[at]?.id === id) rows.splice(at, 1)
}
