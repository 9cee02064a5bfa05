// Makes the tree that a message is drawn from: at once for plain words, else by a bounded Markdown parse.
import type { Block, Body } from '../../src-preload/contract/body.ts'
import { countEmojiOnly } from './emoji-only.ts'
import { parseMarkdown } from './markdown.ts'
import type { BodyMaker } from './queries/messages-read.ts'

/** Parsed texts that are kept, and their characters in all. */
const CACHED_TEXTS = 2000
const CACHED_CHARACTERS = 1_000_000

/** Anything that Markdown could read as more than words. */
const MARKUP = /[*_~`[\]<>\\|@]|:\/\/|www\./i
const LINE_MARKUP = /^[ \t]*(?:#{1,6}[ \t]|[-+][ \t]|\d{1,9}[.)][ \t]|(?:-[ \t]*){3,}$|={3,}$)/m
/** Beyond this many marks a text is no prose, and parsing it could take long: it is shown as it is. */
const MOST_MARKS = 2000

/** Makes a body maker with a cache of its own. */
export function makeBodyMaker(): BodyMaker {
  const cache = new TextCache()
  return (text) => {
    if (isPlain(text)) return { blocks: plainBlocks(text), emojiOnly: countEmojiOnly(text) }
    const cached = cache.get(text)
    if (cached) return cached
    const body = { blocks: parseMarkdown(text), emojiOnly: countEmojiOnly(text) }
    cache.set(text, body)
    return body
  }
}

function isPlain(text: string): boolean {
  if (!MARKUP.test(text) && !LINE_MARKUP.test(text)) return true
  return countMarks(text) > MOST_MARKS
}

function countMarks(text: string): number {
  return text.length - text.replace(/[*_~`[\]<>\\]/g, '').length
}

/** Paragraphs at empty lines, breaks at the others. */
export function plainBlocks(text: string): Block[] {
  if (text === '') return []
  if (!text.includes('\n')) return [{ kind: 'paragraph', children: [{ kind: 'text', text }] }]
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .filter((part) => part !== '')
    .map((part) => ({
      kind: 'paragraph',
      children: part
        .split('\n')
        .flatMap((line, index) =>
          index === 0
            ? [{ kind: 'text' as const, text: line }]
            : [{ kind: 'break' as const }, { kind: 'text' as const, text: line }]
        )
    }))
}

/** Keeps the latest used texts. */
class TextCache {
  readonly #bodies = new Map<string, Body>()
  #characters = 0

  get(text: string): Body | undefined {
    const body = this.#bodies.get(text)
    if (!body) return undefined
    this.#bodies.delete(text)
    this.#bodies.set(text, body)
    return body
  }

  set(text: string, body: Body): void {
    this.#bodies.set(text, body)
    this.#characters += text.length
    for (const [oldest] of this.#bodies) {
      if (this.#bodies.size <= CACHED_TEXTS && this.#characters <= CACHED_CHARACTERS) break
      this.#bodies.delete(oldest)
      this.#characters -= oldest.length
    }
  }
}
