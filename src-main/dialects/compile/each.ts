// Reads the elements of a list as `item`, one after the other; the list around it is `outer`.
import type { Evaluate, Frame } from '../expressions/frame.ts'

/** Reads each element, or once where there is no list to read; nulls are left out. */
export function readEach<Made>(
  each: Evaluate | null,
  frame: Frame,
  most: number,
  read: () => Made | null
): Made[] {
  if (each === null) {
    const only = read()
    return only === null ? [] : [only]
  }
  const list = each(frame)
  if (!Array.isArray(list)) return []
  const { item, outer, index } = frame
  frame.outer = item
  const made: Made[] = []
  for (let at = 0; at < list.length && made.length < most; at++) {
    // Lists within lists: their product is bounded, not only each of them.
    if (--frame.steps < 0) break
    frame.item = list[at] ?? null
    frame.index = at
    const one = read()
    if (one !== null) made.push(one)
  }
  frame.item = item
  frame.outer = outer
  frame.index = index
  return made
}
