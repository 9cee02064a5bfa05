// Finds where in a file's text a value is, and a character of a text in it.
import { findNodeAtLocation, type Node } from 'jsonc-parser'

/** Counted from one, as editors do. */
export interface Place {
  line: number
  column: number
}

/** The line and column of an offset. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

/** Where the value of a path is, or the nearest one around it that is there; `at` counts into its text. */
export function locate(text: string, tree: Node, path: string, at: number | null): Place {
  const steps = path === '' ? [] : path.split('.').map(stepOf)
  for (let length = steps.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, steps.slice(0, length))
    if (!node) continue
    const isWhole = length === steps.length
    return placeAt(text, isWhole && at !== null ? offsetInside(text, node, at) : node.offset)
  }
  return placeAt(text, 0)
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step
}

/** A text's characters may be written as escapes, and a template begins with `=`. */
function offsetInside(text: string, node: Node, at: number): number {
  if (node.type !== 'string') return node.offset
  const raw = text.slice(node.offset + 1, node.offset + node.length - 1)
  const characters = raw.match(/\\u[0-9a-fA-F]{4}|\\.|[^]/g) ?? []
  const isTemplate = characters[0] === '='
  const before = characters.slice(0, at + (isTemplate ? 1 : 0))
  return node.offset + 1 + before.join('').length
}
