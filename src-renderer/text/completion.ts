// What may be written next in an expression: fields that were seen, variables, functions.

export interface Completion {
  /** What would stand there. */
  word: string
  kind: 'field' | 'variable' | 'function'
}

export interface KnownWords {
  fields: readonly string[]
  variables: readonly string[]
  functions: readonly string[]
}

/** Suggestions shown at most. */
const MOST = 8
const WORD_END = /[A-Za-z_][\w.[\]']*$/

/** The word that ends at the caret. */
function wordBefore(text: string, caret: number): string {
  return WORD_END.exec(text.slice(0, caret))?.[0] ?? ''
}

/** What the word before the caret may become, best first. */
export function completionsOf(text: string, caret: number, known: KnownWords): Completion[] {
  const word = wordBefore(text, caret)
  if (word === '') return []
  const lower = word.toLowerCase()
  const last = /[A-Za-z_]\w*$/.exec(word)?.[0]?.toLowerCase() ?? ''
  const before = word.slice(0, word.length - last.length)
  const fields = known.fields
    .filter((field) => field !== word && field.toLowerCase().startsWith(lower))
    .map((field): Completion => ({ word: field, kind: 'field' }))
  const inside = known.fields
    .filter((field) => last.length > 1 && before === '' && fieldName(field).startsWith(last))
    .map((field): Completion => ({ word: field, kind: 'field' }))
  const variables = known.variables
    .filter((name) => before === '' && name !== word && name.startsWith(last))
    .map((name): Completion => ({ word: name, kind: 'variable' }))
  const functions = known.functions
    .filter((name) => last !== '' && name.toLowerCase().startsWith(last))
    .map((name): Completion => ({ word: `${before}${name}(`, kind: 'function' }))
  return unique([...fields, ...inside, ...variables, ...functions]).slice(0, MOST)
}

/** The text with the word before the caret replaced, and where the caret is then. */
export function completed(
  text: string,
  caret: number,
  word: string
): { text: string; caret: number } {
  const start = caret - wordBefore(text, caret).length
  return { text: text.slice(0, start) + word + text.slice(caret), caret: start + word.length }
}

function fieldName(field: string): string {
  return (/[A-Za-z_]\w*$/.exec(field)?.[0] ?? '').toLowerCase()
}

function unique(all: Completion[]): Completion[] {
  return all.filter(({ word }, at) => all.findIndex((one) => one.word === word) === at)
}
