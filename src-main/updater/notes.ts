// What is new, ready to be drawn.
import type { Block } from '../../src-preload/contract/body.ts'
import { parseMarkdown } from '../base/markdown.ts'

/** Begins something of its own: a heading, a quote, an item, a table, a fence, or nothing. */
const BEGINS = /^\s*(#|>|\||```|[*+-]\s|\d+[.)]\s|$)/
/** Nothing goes on behind these. */
const ENDS = /^\s*(#|\||```|$)/

/** @param markdown whose lines were broken for an editor: in messages a break is one, in notes it is none */
export function parseNotes(markdown: string): Block[] {
  return parseMarkdown(unbroken(markdown))
}

function unbroken(markdown: string): string {
  let isCode = false
  const lines: string[] = []
  for (const line of markdown.split('\n')) {
    const last = lines.at(-1)
    const goesOn = !isCode && last !== undefined && !ENDS.test(last) && !BEGINS.test(line)
    if (goesOn) lines[lines.length - 1] = `${last.trimEnd()} ${line.trim()}`
    else lines.push(line)
    if (line.trimStart().startsWith('```')) isCode = !isCode
  }
  return lines.join('\n')
}
