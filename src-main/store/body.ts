// Makes the tree that a message is drawn from: at once for plain words, else by a bounded Markdown parse.
import type { Block, Body } from '../../src-preload/contract/body.ts'
import { countEmojiOnly } from './emoji-only.ts'
import { splitFences } from './fences.ts'
import { parseMarkdown } from '../base/markdown.ts'
import type { BodyMaker } from './queries/messages-read.ts'

/** Parsed texts that are kept, and their characters in all. */
const CACHED_TEXTS = 2000
const CACHED_CHARACTERS = 1_000_000

/** Anything that Markdown could read as more than words. */
const MARKUP = /[*_~`[\]<>\\|@]|:\/\/|www\./i
const LINE_MARKUP = /^[ \t]*(?:#{1,6}[ \t]|[-+][ \t]|\d{1,9}[.)][ \t]|(?:-[ \t]*){3,}$|={3,}$)/m
/**
 * Parsing costs by the mark, and a stranger may send nothing but marks: beyond these bounds, far above
 * what people write, only code blocks are recognised.
 */
const MOST_CHARACTERS = 4000
const MOST_MARKS = 150
const MARK = /[*_~`[\]<>\\@]|:\/\/|www\.|^[ \t]*(?:[-+#]|\d{1,9}[.)])/gim
/** Lists and quotes within each other on one line: each level costs a deeper stack. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){8}/m

/** Makes a body maker with a cache of its own. */
export function makeBodyMaker(): BodyMaker {
  const cache = new TextCache()
  return (text) => {
    if (isPlain(text)) return { blocks: plainBlocks(text), emojiOnly: countEmojiOnly(text) }
    const cached = cache.get(text)
    if (cached) return cached
    const body = { blocks: isCostly(text) ? codeBlocks(text) : parseMarkdown(text), emojiOnly: 0 }
    cache.set(text, body)
    return body
  }
}

function isPlain(text: string): boolean {
  return !MARKUP.test(text) && !LINE_MARKUP.test(text)
}

function isCostly(text: string): boolean {
  if (text.length > MOST_CHARACTERS || NESTED.test(text)) return true
  return (text.match(MARK)?.length ?? 0) > MOST_MARKS
}

/** Code between fences, and plain words around it. */
function codeBlocks(text: string): Block[] {
  return splitFences(text).flatMap((part): Block[] =>
    part.kind === 'code' ? [part] : plainBlocks(part.text)
  )
}

/** Paragraphs at empty lines, breaks at the others. */
function plainBlocks(text: string): Block[] {
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
