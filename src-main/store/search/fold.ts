// Makes texts comparable: without case, accents, width and kinds of apostrophe, in every script.

const ASCII = /^[\0-\x7f]*$/
const ACCENTS = /[\u0300-\u036f]+/g
const APOSTROPHES = /[’‘ʼ＇]/g

/** The form in which texts are indexed and compared. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (ASCII.test(lower)) return lower
  const plain = lower.normalize('NFKD').replace(ACCENTS, '').normalize('NFC')
  return plain.replace(APOSTROPHES, "'").replace(/ς/g, 'σ')
}

/** The folded text, and for each place in it the place in the text that it came from. */
export interface FoldedText {
  folded: string
  /** One more than there are characters: the last is the text's end. */
  places: number[]
}

/** The same with the way back, for marking what was found. */
export function foldWithPlaces(text: string): FoldedText {
  const places: number[] = []
  let folded = ''
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const part = fold(cluster)
    for (let at = 0; at < part.length; at += 1) places.push(index)
    folded += part
  }
  places.push(text.length)
  return { folded, places }
}
