// Says whether anybody talks here, and if not, what it seems to be instead.
import type { EventReading } from './study.ts'

/** Why the verdict is so; worded by the window. */
export type VerdictReason =
  /** Nothing came at all. */
  | 'nothing-arrived'
  /** Something came, too little to say. */
  | 'too-little'
  /** Messages come. */
  | 'messages'
  /** People are there, nobody has said anything yet. */
  | 'people'
  /** Events by the dozen a second that are numbers: positions, strokes. */
  | 'game'
  /** Numbers at a steady pace: sensors, prices, loads. */
  | 'telemetry'
  /** Plenty came, and none of it reads like language. */
  | 'no-language'

export interface Verdict {
  is: 'listening' | 'conversation' | 'not-a-conversation'
  why: VerdictReason
}

/** What came, in numbers. */
export interface Traffic {
  /** Events. */
  count: number
  /** From the first to the last, ms. */
  spanMs: number
  /** Share of plain values that are numbers, 0 to 1. */
  numbers: number
}

const ENOUGH = 12

/** @param readings the believed ones */
export function judgeTraffic(readings: readonly EventReading[], traffic: Traffic): Verdict {
  const meanings = new Set(readings.map(({ is }) => is))
  if (meanings.has('message') || meanings.has('history')) {
    return { is: 'conversation', why: 'messages' }
  }
  if (traffic.count === 0) return { is: 'listening', why: 'nothing-arrived' }
  const isEnough = traffic.count >= ENOUGH
  const perSecond = traffic.count / Math.max(1, traffic.spanMs / 1000)
  if (isEnough && traffic.numbers > 0.4 && perSecond > 5) {
    return { is: 'not-a-conversation', why: 'game' }
  }
  if (readings.some(({ is }) => is === 'typing' || is === 'members' || is === 'presence'))
    return { is: 'listening', why: 'people' }
  if (!isEnough) return { is: 'listening', why: 'too-little' }
  if (traffic.numbers > 0.3) return { is: 'not-a-conversation', why: 'telemetry' }
  return { is: 'not-a-conversation', why: 'no-language' }
}
