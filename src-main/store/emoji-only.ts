// Counts the emoji of a text that consists of nothing else.

/** Longer texts are not looked at. */
const MOST_CHARACTERS = 100
/** All that emoji are made of, but digits and the like are among it, too. */
const MAYBE = /^[\s\p{Emoji}\p{Emoji_Component}]+$/u
// The `v` flag knows emoji made of several code points; TypeScript's target does not know the flag.
const ONE = String.raw`\p{RGI_Emoji}`

interface Patterns {
  only: RegExp
  each: RegExp
}

/** Made for the first text that needs them: that takes ten milliseconds, at a start before anything is shown. */
let patterns: Patterns | null = null

/** How many emoji a text consists of; 0 if there is anything else in it. */
export function countEmojiOnly(text: string): number {
  if (text.length > MOST_CHARACTERS || text === '') return 0
  // Letters are what almost every text starts with.
  if (/^[a-z]/i.test(text) || !MAYBE.test(text)) return 0
  patterns ??= {
    only: new RegExp(String.raw`^\s*(?:${ONE}\s*)+$`, 'v'),
    each: new RegExp(ONE, 'gv')
  }
  const { only, each } = patterns
  return only.test(text) ? (text.match(each)?.length ?? 0) : 0
}
