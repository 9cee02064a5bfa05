// Makes endless different texts out of a seed: some words are frequent, most are rare, as in real talk.

/** A repeatable source of numbers from 0 to 1 (mulberry32, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const COMMON = [
  ...['the', 'we', 'is', 'it', 'to', 'and', 'for', 'on', 'non', 'che', 'di', 'per', 'una', 'con'],
  ...['meeting', 'tomorrow', 'thanks', 'perché', "dell'acqua", 'domani', 'grazie', 'release']
]
const ONSETS = [
  ...['b', 'c', 'd', 'f', 'g', 'h', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'br', 'cr', 'dr'],
  ...['fr', 'gr', 'pr', 'tr', 'st', 'sp', 'bl', 'cl', 'fl', 'gl', 'qu', 'sc']
]
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ie', 'io']
const CODAS = ['', 'n', 'r', 'l', 's']
const JAPANESE = [
  'こんにちは世界',
  '明日の会議は東京で',
  'ありがとうございます',
  '新しい版が出ました'
]
/** Words of the rare kind. */
const RARE_WORDS = 30_000

/** The rare word of this number: two to four of a thousand syllables, as varied as a language's. */
export function rareWord(number: number): string {
  const random = randomFrom(number % RARE_WORDS)
  const of = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const syllables = Array.from({ length: 2 + Math.floor(random() * 3) }, () => {
    return of(ONSETS) + of(VOWELS) + of(CODAS)
  })
  return syllables.join('')
}

/** A text of 3 to 14 words; one in fifty holds Japanese, one in forty a link. */
export function textFrom(random: () => number): string {
  const count = 3 + Math.floor(random() * 12)
  const words = Array.from({ length: count }, () =>
    random() < 0.6
      ? (COMMON[Math.floor(random() ** 2 * COMMON.length)] ?? '')
      : rareWord(Math.floor(random() ** 3 * RARE_WORDS))
  )
  if (random() < 0.02) words.push(JAPANESE[Math.floor(random() * JAPANESE.length)] ?? '')
  if (random() < 0.025) words.push(`https://example.org/${rareWord(Math.floor(random() * 900))}`)
  return words.join(' ')
}
