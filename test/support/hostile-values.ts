// Values that a hostile or broken server could send, made of the words that a dialect looks for.
import fc from 'fast-check'

/** Texts that break things elsewhere: hidden characters, half surrogates, markup, numbers beyond all bounds. */
export const nastyTexts = [
  '',
  '__proto__',
  'constructor',
  '\u202Eevil\u202C',
  '\u200B\u200B',
  'a\u0000b',
  '\uD800',
  '👩‍👩‍👧'.repeat(80),
  'x'.repeat(301),
  'x'.repeat(20_001),
  '<p>'.repeat(3000),
  '&#x110000;&#0;&nope;',
  '{"a":{"__proto__":{"b":1}}}',
  '9'.repeat(20),
  '2026-99-99T99:99:99Z',
  '-1',
  'NaN'
]
const nastyNumbers = [
  0,
  -0,
  -1,
  0.1,
  1e9,
  1e12,
  1e15,
  1e18,
  1e300,
  Number.MAX_SAFE_INTEGER,
  Infinity,
  Number.NaN
]

/** Values up to a few levels deep whose keys and texts are among these words, or nasty. */
export function hostileValue(words: readonly string[]): fc.Arbitrary<unknown> {
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '')
    }
  )
  const leaf = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...nastyTexts),
    fc.constantFrom(...nastyNumbers),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.uint8Array({ maxLength: 20 }),
    fc.bigInt({ min: 0n, max: 9n })
  )
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map(ownMap)
    )
  })).value
}

/** A map as JSON.parse makes it: a key `__proto__` is an ordinary key. */
function ownMap(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true
    })
  }
  return made
}

/** A sound value with a few of its parts replaced by hostile ones. */
export function spoiled(sound: unknown, hostile: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.tuple(fc.nat({ max: 40 }), hostile)
  return fc
    .array(change, { maxLength: 3 })
    .map((changes) => changes.reduce((value, [at, part]) => replacePart(value, at, part), sound))
}

/** Replaces the part that is reached as the `at`th on the way through all; none where there are fewer. */
function replacePart(value: unknown, at: number, part: unknown): unknown {
  let left = at
  const walk = (here: unknown): unknown => {
    if (left-- === 0) return part
    if (typeof here !== 'object' || here === null || here instanceof Uint8Array) return here
    if (Array.isArray(here)) return here.map(walk)
    return Object.fromEntries(Object.entries(here).map(([key, inner]) => [key, walk(inner)]))
  }
  return walk(value)
}
