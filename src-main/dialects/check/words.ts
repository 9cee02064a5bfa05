// Says in plain words what a schema holds against a document.
import type * as v from 'valibot'

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Object: 'an object',
  Array: 'a list'
}

/** What is wrong, for somebody who writes dialects and knows no schema library. */
export function wordsOf(issue: v.BaseIssue<unknown>): string {
  const { type, expected, received, message } = issue
  if (expected === 'never') return unknownField(issue)
  if (received === 'undefined') return `${lastKey(issue)} is missing`
  if (type === 'max_length') return `too long: ${String(issue.requirement)} is the most`
  if (type === 'min_length') return 'empty, or too short'
  if (type === 'max_value') return `too large: ${String(issue.requirement)} is the most`
  if (type === 'min_value') return `too small: ${String(issue.requirement)} is the least`
  if (type === 'regex') return `${received} has characters that are not allowed here`
  if (expected !== null && isChoice(expected)) {
    return `${received} is none of ${listOf(expected)}${meant(received, choicesOf(expected))}`
  }
  const wanted = kinds[expected ?? '']
  return wanted ? `must be ${wanted}, and is ${kindOf(received)}` : message
}

function unknownField(issue: v.BaseIssue<unknown>): string {
  const known = issue.path?.at(-1)?.input
  const field = lastKey(issue)
  return typeof known === 'object' && known !== null
    ? `there is no field ${field} here`
    : `${field} has no place here`
}

function lastKey({ path }: v.BaseIssue<unknown>): string {
  return JSON.stringify(path?.at(-1)?.key ?? 'the document')
}

function isChoice(expected: string): boolean {
  return expected.includes(' | ') || expected.startsWith('"')
}

function choicesOf(expected: string): string[] {
  return [...expected.matchAll(/"([^"]*)"/g)].flatMap(([, name]) => name ?? [])
}

function listOf(expected: string): string {
  const names = choicesOf(expected)
  return names.length > 0 ? names.join(', ') : expected
}

function kindOf(received: string): string {
  if (received.startsWith('"')) return 'a text'
  if (/^-?\d/.test(received)) return 'a number'
  return kinds[received] ?? received
}

/** The name that was probably meant. */
function meant(received: string, names: readonly string[]): string {
  const said = received.replaceAll('"', '').toLowerCase()
  const near = names.find((name) => distance(said, name.toLowerCase()) <= 2)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** How many letters have to be changed. Names are short. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...left.slice(0, 60)].entries()) {
    const next = [at + 1]
    for (let to = 0; to < right.length; to++) {
      const changed = (row[to] ?? 0) + (letter === right[to] ? 0 : 1)
      next.push(Math.min(changed, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
