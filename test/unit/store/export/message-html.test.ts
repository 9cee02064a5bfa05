// Exported pages say exactly what was written, whoever wrote it and however hostile.
import fc from 'fast-check'
import { parse, type DefaultTreeAdapterMap } from 'parse5'
import { expect, test } from 'vitest'
import type { Block, Inline } from '../../../../src-preload/contract/body.ts'
import { makeBodyMaker } from '../../../../src-main/store/body.ts'
import type { ExportedMessage } from '../../../../src-main/store/export/export-schema.ts'
import { messageHtml } from '../../../../src-main/store/export/message-html.ts'
import { pageEnd, pageStart } from '../../../../src-main/store/export/page-frame.ts'
import { PageWords } from '../../../../src-main/store/export/page-words.ts'
import { exportedTime } from '../../../../src-main/store/export/read-export.ts'

type Node = DefaultTreeAdapterMap['childNode']
type Element = DefaultTreeAdapterMap['element']

const words = new PageWords('en', 'UTC')
const bodyOf = makeBodyMaker()

function message(other: Partial<ExportedMessage> = {}): ExportedMessage {
  return {
    id: 7,
    remoteId: 'r7',
    author: { id: 'u2', name: 'Bruno' },
    own: false,
    time: exportedTime(1_790_000_000_000),
    receivedAt: exportedTime(1_790_000_000_100),
    text: 'hello',
    edited: false,
    deleted: false,
    notice: false,
    reply: null,
    reactions: [],
    files: [],
    state: null,
    proof: null,
    failure: null,
    ...other
  }
}

function page(one: ExportedMessage): Element[] {
  const context = { words, bodyOf, before: null, hasGap: false, isHere: () => false }
  const html =
    pageStart({ language: 'en', title: one.author.name, lines: [one.text], ways: [] }) +
    messageHtml(one, context) +
    pageEnd([])
  return elementsOf(parse(html).childNodes)
}

function elementsOf(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => ('tagName' in node ? [node, ...elementsOf(node.childNodes)] : []))
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  if (!('tagName' in node)) return ''
  return node.tagName === 'br' ? '\n' : node.childNodes.map(textOf).join('')
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

function withClass(elements: readonly Element[], name: string): Element[] {
  return elements.filter((one) => attribute(one, 'class')?.split(' ').includes(name))
}

function wordsOfInlines(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => {
      if (one.kind === 'break') return '\n'
      return 'children' in one ? wordsOfInlines(one.children) : one.text
    })
    .join('')
}

/** What the window would show of a tree. */
function wordsOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'rule') return ''
      if (block.kind === 'code') return block.text
      if (block.kind === 'list') return block.items.map(wordsOf).join('')
      return block.kind === 'quote' ? wordsOf(block.children) : wordsOfInlines(block.children)
    })
    .join('')
}

const hostile = fc.constantFrom(
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>',
  '</article></main>',
  '<!--',
  '-->',
  ']]>',
  '&lt;',
  '&#0;',
  '[x](javascript:alert(1))',
  '[x](https://a.example/"onclick=")',
  '```\n</code></pre><script>\n```',
  '\u202Eevil',
  '\r\n',
  '{{x}}'
)
const texts = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'grapheme' }), fc.string()), { maxLength: 6 })
  .map((parts) => parts.join('').replaceAll('\0', ''))

/** The tags that a page is made of; nothing that runs, loads or sends. */
const plainTags =
  'html head meta title style body header h1 h2 main p article time div span bdi b strong em s code pre ul ol li a blockquote hr br footer nav section'

test('a page read again holds exactly the texts, and nothing that a text brought along', () => {
  fc.assert(
    fc.property(texts, texts, texts, (text, name, quoted) => {
      const reply = { id: null, remoteId: null, author: name, text: quoted }
      const reactions = [{ emoji: quoted, people: [{ name, own: true }] }]
      const elements = page(message({ text, author: { id: null, name }, reply, reactions }))
      const [body] = withClass(elements, 'text')
      const [author] = withClass(elements, 'author')
      const [quote] = withClass(elements, 'quote')
      expect(body && textOf(body)).toBe(wordsOf(bodyOf(text).blocks))
      expect(author && textOf(author)).toBe(name)
      expect(quote && textOf(quote)).toBe(`${name} ${quoted}`)
      expect(
        attribute(
          elements.find(
            (one) => one.tagName === 'li' && attribute(one, 'title') !== undefined
          ) as Element,
          'title'
        )
      ).toBe(name)
      for (const { tagName, attrs } of elements) {
        expect(plainTags.split(' ')).toContain(tagName)
        expect(attrs.filter((one) => /^on|^src|^style$/.test(one.name))).toEqual([])
      }
    }),
    { numRuns: 300 }
  )
})

test('links lead only to web and mail addresses, and show where when their words say otherwise', () => {
  const text =
    '[bank](https://evil.example/x) https://good.example/ [no](javascript:alert(1)) [d](data:text/html,x)'
  const links = page(message({ text })).filter((one) => one.tagName === 'a')
  expect(links.map((one) => attribute(one, 'href'))).toEqual([
    'https://evil.example/x',
    'https://good.example/'
  ])
  expect(links.map((one) => attribute(one, 'data-to'))).toEqual(['evil.example', undefined])
})

test('a page forbids itself to run or load anything', () => {
  const policy = page(message()).find((one) => attribute(one, 'http-equiv') !== undefined)
  expect(policy && attribute(policy, 'content')).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'$/
  )
})

test('deleted, failed and edited messages say so', () => {
  const deleted = page(message({ deleted: true, text: '' }))
  expect(withClass(deleted, 'deleted').map(textOf)).toEqual(['Message deleted'])
  const failed = page(message({ state: 'failed', own: true, edited: true }))
  expect(withClass(failed, 'mark').map(textOf)).toEqual(['edited', 'Not sent'])
})

test('files are named with their size, as written, and a message of files alone has no empty words', () => {
  const files = [{ name: '<b>moth</b>.png', mediaType: 'image/png', size: 2_134_000 }]
  const elements = page(message({ text: '', files }))
  const list = elements.find((one) => attribute(one, 'class') === 'files')
  expect(list && textOf(list)).toBe('<b>moth</b>.png 2.1 MB')
  expect(elements.some((one) => attribute(one, 'class') === 'text')).toBe(false)
})
