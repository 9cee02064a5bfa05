// Parses a message's Markdown into our own small tree: no HTML, no images, safe links, bounded depth.
import type { BlockContent, Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Block, Inline } from '../../src-preload/contract/body.ts'

/** Deeper nesting is shown as text. */
const DEEPEST = 8

// Chat is not a document: what people do not mean when they type it stays as it was typed.
const disabled = {
  disable: {
    null: [
      'htmlFlow',
      'htmlText',
      'characterReference',
      'codeIndented',
      'definition',
      'labelStartImage',
      'setextUnderline',
      'table',
      'tasklistCheck',
      'gfmFootnoteDefinition',
      'gfmFootnoteCall',
      'gfmPotentialFootnoteCall'
    ]
  }
}

const options = {
  extensions: [gfm({ singleTilde: false }), disabled],
  mdastExtensions: [gfmFromMarkdown()]
}

/** Throws never: whatever the text, there is a tree. */
export function parseMarkdown(text: string): Block[] {
  const root = fromMarkdown(text, options)
  return new Converter(text).blocks(root.children, 0)
}

class Converter {
  readonly #source: string

  constructor(source: string) {
    this.#source = source
  }

  blocks(nodes: readonly (RootContent | BlockContent)[], depth: number): Block[] {
    return nodes.flatMap((node) => this.#block(node, depth))
  }

  #block(node: RootContent | BlockContent, depth: number): Block[] {
    if (depth >= DEEPEST) return [this.#asText(node)]
    switch (node.type) {
      case 'paragraph':
        return [{ kind: 'paragraph', children: this.#inlines(node.children, depth) }]
      case 'heading': {
        const level = node.depth === 1 ? 1 : node.depth === 2 ? 2 : 3
        return [{ kind: 'heading', level, children: this.#inlines(node.children, depth) }]
      }
      case 'code':
        return [{ kind: 'code', language: (node.lang ?? '').slice(0, 40), text: node.value }]
      case 'blockquote':
        return [{ kind: 'quote', children: this.blocks(node.children, depth + 1) }]
      case 'list': {
        const items = node.children.map((item) => this.blocks(item.children, depth + 1))
        return [{ kind: 'list', ordered: node.ordered === true, start: node.start ?? 1, items }]
      }
      case 'thematicBreak':
        return [{ kind: 'rule' }]
      // What is switched off above, and what only stands inside of something else.
      case 'break':
      case 'definition':
      case 'delete':
      case 'emphasis':
      case 'footnoteDefinition':
      case 'footnoteReference':
      case 'html':
      case 'image':
      case 'imageReference':
      case 'inlineCode':
      case 'link':
      case 'linkReference':
      case 'listItem':
      case 'strong':
      case 'table':
      case 'tableCell':
      case 'tableRow':
      case 'text':
      case 'yaml':
        return [this.#asText(node)]
    }
  }

  #inlines(nodes: readonly PhrasingContent[], depth: number): Inline[] {
    return nodes.flatMap((node) => this.#inline(node, depth + 1))
  }

  #inline(node: PhrasingContent, depth: number): Inline[] {
    if (depth >= DEEPEST) return [{ kind: 'text', text: this.#sourceOf(node) }]
    switch (node.type) {
      case 'text':
        return withBreaks(node.value)
      case 'strong':
        return [{ kind: 'strong', children: this.#inlines(node.children, depth) }]
      case 'emphasis':
        return [{ kind: 'emphasis', children: this.#inlines(node.children, depth) }]
      case 'delete':
        return [{ kind: 'strike', children: this.#inlines(node.children, depth) }]
      case 'inlineCode':
        return [{ kind: 'code', text: node.value }]
      case 'break':
        return [{ kind: 'break' }]
      case 'link': {
        const children = this.#inlines(node.children, depth)
        const href = safeHref(node.url)
        // Where the address cannot be opened it is shown, not hidden behind its label.
        return href === null
          ? [{ kind: 'text', text: this.#sourceOf(node) }]
          : [{ kind: 'link', href, children }]
      }
      case 'footnoteReference':
      case 'html':
      case 'image':
      case 'imageReference':
      case 'linkReference':
        return [{ kind: 'text', text: this.#sourceOf(node) }]
    }
  }

  #asText(node: Nodes): Block {
    return { kind: 'paragraph', children: withBreaks(this.#sourceOf(node)) }
  }

  #sourceOf(node: Nodes): string {
    const start = node.position?.start.offset ?? 0
    const end = node.position?.end.offset ?? 0
    return this.#source.slice(start, end)
  }
}

/** In chat a line's end is meant. */
function withBreaks(text: string): Inline[] {
  if (!text.includes('\n')) return [{ kind: 'text', text }]
  return text.split('\n').flatMap((line, index): Inline[] => {
    const words: Inline[] = line === '' ? [] : [{ kind: 'text', text: line }]
    return index === 0 ? words : [{ kind: 'break' }, ...words]
  })
}

/** An address that may be opened: http, https or mailto; else null. */
function safeHref(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  const isSafe = url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol)
  return isSafe ? url.href : null
}
