// Finds the event in which a message came or went: by its text among the arguments, else by what was read.
import { inspectorLimits } from '../../../src-preload/contract/inspector.ts'
import type { Captured } from './event-ring.ts'

/** Values of one event that are looked at. */
const MAX_VALUES = 5_000
/** Events that are looked through before others get their turn. */
const SLICE = 500

/** Events that one search answers with. */
const MAX_FOUND = 10_000

/** The ids of the events that hold a text in any case, in names, arguments or answers; the newest where many do. */
export async function eventsHolding(events: readonly Captured[], text: string): Promise<number[]> {
  const wanted = text.toLowerCase()
  const isHeld = (found: string): boolean => found.toLowerCase().includes(wanted)
  const ids: number[] = []
  await newest(events, ({ id, event, args, ackArgs }) => {
    const budget = { values: MAX_VALUES }
    if (isHeld(event) || holds([args, ackArgs], isHeld, budget)) ids.push(id)
    return ids.length >= MAX_FOUND
  })
  return ids.reverse()
}

/** What is looked for. */
export interface FindWish {
  text: string
  /** Whether the person of this app wrote it: then it went out first. */
  own: boolean
}

/** The newest event that carried the message, null where none does. Lets others work in between. */
export async function findEvent(
  events: readonly Captured[],
  wish: FindWish
): Promise<Captured | null> {
  const directions = wish.own ? (['out', 'in'] as const) : (['in', 'out'] as const)
  for (const direction of directions) {
    const found = await newest(events, (one) => one.direction === direction && carries(one, wish))
    if (found) return found
  }
  return null
}

async function newest(
  events: readonly Captured[],
  fits: (captured: Captured) => boolean
): Promise<Captured | null> {
  for (let at = events.length - 1, looked = 1; at >= 0; at--, looked++) {
    const captured = events[at]
    if (captured && fits(captured)) return captured
    if (looked % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return null
}

// A text that the dialect makes readable first, such as HTML, is only found by its reading.
function carries({ args, ackArgs, reading }: Captured, { text }: FindWish): boolean {
  if (text !== '' && reading?.told.some((told) => isSame(told.text, text))) return true
  const budget = { values: MAX_VALUES }
  return holds([args, ackArgs], (found) => found === text || found.trim() === text, budget)
}

/** Whether a text is the one that was told, which may have been cut. */
function isSame(told: string | null, text: string): boolean {
  if (told === null || told.length < inspectorLimits.told) return told === text
  return text.startsWith(told)
}

function holds(
  value: unknown,
  fits: (text: string) => boolean,
  budget: { values: number }
): boolean {
  if (--budget.values < 0) return false
  if (typeof value === 'string') return fits(value)
  if (typeof value === 'number') return fits(String(value))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  for (const key in value) {
    if (holds((value as Record<string, unknown>)[key], fits, budget)) return true
  }
  return false
}
