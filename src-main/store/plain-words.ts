// The words of a message without their marks, for where it stands in one line: lists and notifications.
import type { Block, Inline } from '../../src-preload/contract/body.ts'
import { makeBodyMaker } from './body.ts'

/** What is read of a text for its first words: marks fall away, and one that was cut open would stay. */
export const READ_FOR_WORDS = 1_000

const bodyOf = makeBodyMaker()

/** The text as it is read when it is drawn; as it is where nothing but marks is left of it. */
export function plainWords(text: string): string {
  const { blocks } = bodyOf(text)
  const words = blocksIn(blocks)
  return words.trim() === '' ? text : words
}

function blocksIn(blocks: readonly Block[]): string {
  return blocks
    .map(blockIn)
    .filter((words) => words !== '')
    .join('\n')
}

function blockIn(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return inlinesIn(block.children)
    case 'code':
      return block.text
    case 'quote':
      return blocksIn(block.children)
    case 'list':
      return block.items.map(blocksIn).join('\n')
    case 'rule':
      return ''
  }
}

function inlinesIn(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if ('children' in inline) return inlinesIn(inline.children)
      return 'text' in inline ? inline.text : '\n'
    })
    .join('')
}
