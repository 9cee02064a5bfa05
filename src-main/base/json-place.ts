// Finds the line and column at which a text stops being JSON: engines say it in words only, and not always.
import { parseTree, type ParseError } from 'jsonc-parser'

/** Both from 1; the first place where strict JSON ends. */
export function placeInJson(text: string): { line: number; column: number } {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const before = text.slice(0, errors[0]?.offset ?? text.length)
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}
