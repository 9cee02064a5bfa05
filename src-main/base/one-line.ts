// Makes a stranger's words safe to stand in a line among ours: nothing hidden, nothing that turns or towers.
import { toStorableText } from './sql-value.ts'

/** Most lines hold nothing else and are done at once. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/
/** Breaks, and what is as wide as a space: the blank of Braille looks like one. */
const BLANKS = /[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u2800\u3000]+/g
/** Shapers are hidden, too, but for the words and emoji that they shape. */
const SHAPERS =
  '(?:[\\u180B-\\u180D\\u180F]|\\u200C|\\u200D|[\\uFE00-\\uFE0F]|[\\u{E0020}-\\u{E01EF}])'
/** Controls, and all that nobody sees or that turns the direction of what is seen. */
const HIDDEN = new RegExp(
  `(?!${SHAPERS})[\\p{Cc}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]`,
  'gu'
)
/** Scripts in which a joiner changes letters that are seen. */
const SHAPED = [
  ...['Arabic', 'Syriac', 'Mandaic', 'Mongolian', 'Nko', 'Adlam', 'Devanagari', 'Bengali'],
  ...['Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Khmer', 'Myanmar', 'Tibetan', 'Newa', 'Tirhuta', 'Balinese', 'Javanese', 'Chakma']
]
  .map((script) => `\\p{Script=${script}}`)
  .join('')
/** By these a consonant of India loses its vowel; a joiner after one may end a word. */
const VIRAMA =
  '[\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u1039\\u17D2]'
const LETTER = `(?!${SHAPERS})(?:[${SHAPED}]|(?=\\p{M})[\\p{Script_Extensions=Arabic}\\p{Script_Extensions=Devanagari}])`
/** Each shaper in the place where it does something; kept there and nowhere else. */
const AT_WORK = [
  `(?<=${VIRAMA})[\\u200C\\u200D]`,
  `(?<=${LETTER})[\\u200C\\u200D](?=${LETTER})`,
  '(?<=\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?)\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Extended_Pictographic}\\p{Emoji_Modifier}?)[\\uFE0E\\uFE0F]',
  '(?<=[#*0-9])\\uFE0F(?=\\u20E3)',
  // The flags of England, Scotland, Wales: a black flag with letters that only fonts read.
  '(?<=\\u{1F3F4})[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}',
  '(?<=\\p{Script=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
  '(?<=[\\u1820-\\u18AA])[\\u180B-\\u180D\\u180F]'
].join('|')
const SHAPER = new RegExp(`(${AT_WORK})|${SHAPERS}`, 'gu')
/** More marks on one letter than any script stacks: they would cover the lines around. */
const TOWER = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu

/**
 * The text on one line, as it may stand among the words of others: without controls, hidden characters and
 * changes of direction, with at most four marks on a letter; cut with an ellipsis beyond `most` UTF-16 units.
 * What shapes emoji and scripts stays. Null where nothing is left to be seen.
 */
export function oneLine(text: string, most: number): string | null {
  if (text.length <= most && PLAIN.test(text)) return text
  const shown = neutralise(text.slice(0, most * 4))
  if (shown === '') return null
  return shown.length > most ? `${neutralise(cut(shown, most - 1))}…` : shown
}

// Again until it stands: what is taken out may have held apart what comes together then. It only gets shorter.
function neutralise(text: string): string {
  const next = toStorableText(text)
    .replace(BLANKS, ' ')
    .replace(HIDDEN, '')
    .replace(SHAPER, (_all, atWork: string | undefined) => atWork ?? '')
    .replace(TOWER, '$1')
    .trim()
  return next === text ? next : neutralise(next)
}

/** Cuts without splitting a surrogate pair. */
function cut(text: string, length: number): string {
  const part = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(part) ? part.slice(0, -1) : part
}
