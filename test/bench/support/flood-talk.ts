// What the flooding server and whoever measures by it say to each other.

/** The conversation that is flooded. */
export const FLOODED = 'lobby'
/** The word that every client is greeted with. */
export const GREETING = 'welcome to the flood'

/** To the server. */
export type FloodOrder =
  /** Say this many messages a second for so long, as any Socket.IO server does. */
  | { kind: 'flood'; rate: number; seconds: number }
  /** The same past the library, at next to no cost; without a rate as many as are read. */
  | { kind: 'pour'; rate: number | null; seconds: number }

/** From the server; times are the wall clock's, ms since 1970. */
export type FloodReport =
  | { kind: 'open'; url: string }
  /** A flood is over: how many were said in all so far, and when the last of them was. */
  | { kind: 'flooded'; said: number; lastAt: number }
  /** A client wrote. */
  | { kind: 'heard'; text: string; at: number }

const NUMBERED = /^n(\d+) t(\d+(?:\.\d+)?) /

/** A flood's message: its number from 1 on, when it was said, and some words. */
export function floodText(number: number, at: number, words: string): string {
  return `n${number} t${at.toFixed(1)} ${words}`
}

/** The number of a flood's message; null for other texts. */
export function floodNumber(text: string): number | null {
  const found = NUMBERED.exec(text)
  return found ? Number(found[1]) : null
}
