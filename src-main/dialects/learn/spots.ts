// Places in an event over several of its kind: what stood there each time, and what that looks like.
import type { Anatomy, Leaf } from './leaves.ts'
import type { Looks } from './looks.ts'

type Value = Leaf['value']

/** A place: what stood there, and how that looks. */
export interface Spot {
  path: string
  keys: readonly string[]
  within: string
  /** What stood there, oldest first, without those events that lacked it. */
  values: readonly Value[]
  /** The same with null for those that lacked it, so that places can be compared. */
  rows: readonly (Value | null)[]
  traits: Traits
}

/** How the values of a place look, each from 0 to 1 on average. */
export interface Traits {
  isText: boolean
  isTime: boolean
  isAddress: boolean
  language: number
  /** Share that reads like something that a person wrote. */
  sentences: number
  nameness: number
  idness: number
  /** How many values differ. */
  distinct: number
  count: number
}

/** The places that at least half of these events have. */
export function spotsOf(samples: readonly Anatomy[]): Spot[] {
  const rows = new Map<string, { leaf: Leaf; rows: (Value | null)[]; looks: Looks[] }>()
  samples.forEach(({ leaves }, index) => {
    for (const leaf of leaves) {
      const known = rows.get(leaf.path) ?? {
        leaf,
        rows: samples.map(() => null as Value | null),
        looks: []
      }
      if (known.rows[index] === null) known.looks.push(leaf.looks)
      known.rows[index] = leaf.value
      rows.set(leaf.path, known)
    }
  })
  return [...rows.values()]
    .filter(({ looks }) => looks.length >= samples.length / 2)
    .map(({ leaf: { path, keys, within }, rows: all, looks }) => {
      const values = all.filter((value) => value !== null)
      return { path, keys, within, values, rows: all, traits: traitsOf(values, looks) }
    })
}

function traitsOf(values: readonly Value[], looks: readonly Looks[]): Traits {
  return {
    isText: values.every((value) => typeof value === 'string'),
    isTime: looks.every(({ isTime }) => isTime),
    isAddress: looks.every(({ isAddress }) => isAddress),
    language: mean(looks.map(({ language }) => language)),
    sentences: mean(looks.map(({ language }) => (language > 0.4 ? 1 : 0))),
    nameness: mean(looks.map(({ nameness }) => nameness)),
    idness: mean(looks.map(({ idness }) => idness)),
    distinct: new Set(values).size,
    count: values.length
  }
}

/** The same each time, seen often enough to say so. */
export function isConstant({ traits: { count, distinct } }: Spot): boolean {
  return count >= 4 && distinct === 1
}

/** Some come again and not all are the same: as the people of a conversation do. */
export function comesAgain({ traits: { count, distinct } }: Spot): boolean {
  return count >= 4 && distinct > 1 && distinct < count
}

/** Another one each time, seen often enough to say so. */
export function isUnique({ traits: { count, distinct } }: Spot): boolean {
  return count >= 3 && distinct === count
}

/** Whether what stands at one place always goes with the same at the other, and not all is the same. */
export function goesWith(left: Spot, right: Spot): boolean {
  const there = new Map<Value, Value>()
  const back = new Map<Value, Value>()
  let pairs = 0
  for (const [index, value] of left.rows.entries()) {
    const other = right.rows[index] ?? null
    if (value === null || other === null) continue
    pairs += 1
    if ((there.get(value) ?? other) !== other || (back.get(other) ?? value) !== value) return false
    there.set(value, other)
    back.set(other, value)
  }
  return pairs >= 3 && there.size > 1 && there.size < pairs
}

/** In the same object counts most, then around it. */
export function nearness(spot: Spot, text: Spot): number {
  if (spot.within === text.within) return 2
  if (spot.path.startsWith(text.within) || text.path.startsWith(spot.within)) return 1
  return 0
}

/** Different sentences each time, as people write. */
export function reads({ traits }: Spot): boolean {
  if (!traits.isText || traits.count < 3 || traits.distinct <= traits.count * 0.7) return false
  return traits.sentences > 0.7
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}
