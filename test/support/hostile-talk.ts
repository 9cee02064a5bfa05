// What a hostile or broken server says, event after event: seeded, endless, and quick to make.
import type { Chance } from './chance.ts'
import { nastyTexts } from './hostile-values.ts'

export interface Said {
  event: string
  args: unknown[]
}

export interface TalkOptions {
  chance: Chance
  /** Words that the reader looks for, as keys and values. */
  words: readonly string[]
  /** Names that the reader knows. */
  events: readonly string[]
  /** Sound events, to be spoiled. */
  samples: readonly Said[]
}

const texts = [...nastyTexts, '['.repeat(5_000), '9'.repeat(400), 'e\u0301'.repeat(2_000)]
const numbers = [0, -0, -1, 0.1, 1e9, 1e12, 1e15, 1e18, 1e300, 2 ** 53, Infinity, Number.NaN]
const odd = [true, false, null, undefined, new Uint8Array(20)]
const poison = ['__proto__', 'constructor', 'prototype', 'toString', '']

/** Opens the mouth of one server. */
export function openTalk({ chance, words, events, samples }: TalkOptions): () => Said {
  const leaf = (): unknown => {
    const kind = chance.between(0, 9)
    if (kind < 4) return chance.pick(words)
    if (kind < 6) return chance.pick(texts)
    if (kind < 8) return chance.pick(numbers)
    if (kind === 8) return odd[chance.between(0, odd.length - 1)]
    return `${chance.between(0, 1e6)}`
  }
  const value = (depth: number): unknown => {
    if (depth === 0 || chance.happens(0.35)) return leaf()
    const size = chance.between(0, 5)
    if (chance.happens(0.4)) return Array.from({ length: size }, () => value(depth - 1))
    const made: Record<string, unknown> = {}
    for (let n = 0; n < size; n++) {
      const key = chance.pick(chance.happens(0.03) ? poison : words)
      define(made, key, value(depth - 1))
    }
    return made
  }
  const spoil = (sound: unknown): unknown => {
    if (chance.happens(0.06)) return value(3)
    if (typeof sound === 'string' && chance.happens(0.3)) return `${sound}${chance.between(0, 1e5)}`
    if (Array.isArray(sound)) return sound.map(spoil)
    if (typeof sound !== 'object' || sound === null || sound instanceof Uint8Array) return sound
    return Object.fromEntries(Object.entries(sound).map(([key, inner]) => [key, spoil(inner)]))
  }
  const event = (): string =>
    chance.happens(0.1) ? `new ${chance.between(0, 1e7)}` : chance.pick(events)
  return () => {
    if (chance.happens(0.002)) return { event: event(), args: bomb(chance, value(3)) }
    if (samples.length > 0 && chance.happens(0.7)) {
      const sample = chance.pick(samples)
      return { event: sample.event, args: sample.args.map(spoil) }
    }
    return { event: event(), args: Array.from({ length: chance.between(0, 3) }, () => value(5)) }
  }
}

/** Something large: deep, wide, long, or a list of the same over and over. */
function bomb(chance: Chance, part: unknown): unknown[] {
  switch (chance.between(0, 4)) {
    case 0: {
      let deep: unknown = part
      for (let depth = 0; depth < 200; depth++) deep = chance.happens(0.5) ? [deep] : { a: deep }
      return [deep]
    }
    case 1:
      return [Array.from({ length: 60_000 }, () => 0)]
    case 2:
      return ['x'.repeat(250_000)]
    case 3:
      return [
        Array.from({ length: 2_000 }, (_, n) => ({ id: `${n}`, name: `n${n}`, text: 'x', part }))
      ]
    default:
      return [Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, part]))]
  }
}

// As JSON.parse makes it: a key `__proto__` is an ordinary key.
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
}
