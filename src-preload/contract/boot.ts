// The moments of a start, and how the window tells main of its own: for `--trace-boot`, and for what waits until it is drawn.
import * as v from 'valibot'
import { call } from './rpc.ts'

/** One moment of a start. */
export interface BootMark {
  what: string
  /** ms, by the computer's own clock as Node's `process.hrtime` counts it. */
  at: number
}

const empty = v.strictObject({})

/** At most this many moments are told by one process. */
export const BOOT_MARKS = 40

/** Printed to a terminal: plain words only. */
export const bootMarksSchema = v.pipe(
  v.array(
    v.strictObject({
      what: v.pipe(v.string(), v.regex(/^[a-z][a-z -]{0,59}$/)),
      at: v.pipe(v.number(), v.finite())
    })
  ),
  v.maxLength(BOOT_MARKS)
)

export const bootCalls = {
  /** What the person sees first is drawn: what has waited for that begins. Once for each load of the page. */
  windowDrawn: call(empty).returns<null>(),
  /** The clock by which moments are told, so that the window can tell its own by it; ms. */
  bootClock: call(empty).returns<{ at: number }>(),
  /** The window's moments of this start. */
  bootTraced: call(v.strictObject({ marks: bootMarksSchema })).returns<null>()
}
export type BootCalls = typeof bootCalls
