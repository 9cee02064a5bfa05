// Tells the messages apart that are drawn without a tree: most of them.
import type { Body } from '../../src-preload/contract/body.ts'

/** The words of a body that is one paragraph of words alone; null for every other. */
export function plainOf({ blocks }: Body): string | null {
  const [block] = blocks
  if (blocks.length !== 1 || block?.kind !== 'paragraph' || block.children.length !== 1) return null
  const [only] = block.children
  return only?.kind === 'text' ? only.text : null
}
