// Which conversations of a long list are drawn: those in sight and some beyond, however many there are.

/** Heights as the list's styles have them, px: a row by density, and what stands above each section. */
export const ROW = { comfortable: 52, compact: 30 }
const HEAD = 32

/** As many are always drawn: a list that is not long has all of its rows. */
const ALL = 60
/** Rows drawn beyond each edge, at least. */
const BEYOND = 10
/** Edges lie at multiples of it, so that few steps of the wheel change what is drawn. */
const STEP = 10

export interface Sight {
  /** How far the list is scrolled, how much of it is seen, and how high a row is; px. */
  top: number
  height: number
  row: number
}

/** Rows from `first` up to, not including, `end`. */
export interface Drawn {
  first: number
  end: number
}

/** For sections of so many rows each, one below the other: the rows to draw of each. */
export function rowsInSight(counts: readonly number[], { top, height, row }: Sight): Drawn[] {
  const isShort = counts.reduce((sum, count) => sum + count, 0) <= ALL
  let above = 0
  return counts.map((count) => {
    if (isShort) return { first: 0, end: count }
    above += HEAD
    const seenFrom = Math.floor((top - above) / row) - BEYOND
    const seenTo = Math.ceil((top + height - above) / row) + BEYOND
    above += count * row
    return {
      first: within(Math.floor(seenFrom / STEP) * STEP, count),
      end: within(Math.ceil(seenTo / STEP) * STEP, count)
    }
  })
}

function within(place: number, count: number): number {
  return Math.max(0, Math.min(place, count))
}
