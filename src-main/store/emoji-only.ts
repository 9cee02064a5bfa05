// Counts the emoji of a text that consists of nothing else.

/** Longer texts are not looked at. */
const MOST_CHARACTERS = 100
// The `v` flag knows emoji made of several code points; TypeScript's target does not know the flag.
const ONE = String.raw`\p{RGI_Emoji}`
const only = new RegExp(String.raw`^\s*(?:${ONE}\s*)+$`, 'v')
const each = new RegExp(ONE, 'gv')

/** How many emoji a text consists of; 0 if there is anything else in it. */
export function countEmojiOnly(text: string): number {
  if (text.length > MOST_CHARACTERS || text === '') return 0
  // Letters are what almost every text starts with.
  if (text.charCodeAt(0) < 0x23) return only.test(text) ? countEach(text) : 0
  if (/^[a-z]/i.test(text)) return 0
  return only.test(text) ? countEach(text) : 0
}

function countEach(text: string): number {
  return text.match(each)?.length ?? 0
}
