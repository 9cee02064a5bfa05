// Holds what trees messages are drawn from: safe, bounded, and as people mean what they type.
import { describe, expect, it } from 'vitest'
import type { Block, Inline } from '../../../src-preload/contract/body.ts'
import { makeBodyMaker } from '../../../src-main/store/body.ts'
import { countEmojiOnly } from '../../../src-main/store/emoji-only.ts'

const bodyOf = makeBodyMaker()
const blocks = (text: string): Block[] => bodyOf(text).blocks
const words = (text: string): Inline => ({ kind: 'text', text })
const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children })

describe('plain words', () => {
  it.each([
    'hello',
    'a: b, c; d! 5 > 3?'.replace('>', '='),
    'perché no? 100% & more',
    '2026-11-22'
  ])('%j are one paragraph', (text) => {
    expect(blocks(text)).toEqual([paragraph(words(text))])
  })

  it('keep their line breaks and empty lines', () => {
    expect(blocks('a\nb\n\nc')).toEqual([
      paragraph(words('a'), { kind: 'break' }, words('b')),
      paragraph(words('c'))
    ])
  })

  it('may be none', () => {
    expect(blocks('')).toEqual([])
  })
})

describe('markdown', () => {
  it('marks words', () => {
    expect(blocks('**a** _b_ ~~c~~ `d`')).toEqual([
      paragraph(
        { kind: 'strong', children: [words('a')] },
        words(' '),
        { kind: 'emphasis', children: [words('b')] },
        words(' '),
        { kind: 'strike', children: [words('c')] },
        words(' '),
        { kind: 'code', text: 'd' }
      )
    ])
  })

  it('knows headings, quotes, lists, code and rules', () => {
    expect(blocks('# h\n\n> q\n\n3. x\n4. y\n\n```ts\nlet a\n```\n\n---')).toEqual([
      { kind: 'heading', level: 1, children: [words('h')] },
      { kind: 'quote', children: [paragraph(words('q'))] },
      {
        kind: 'list',
        ordered: true,
        start: 3,
        items: [[paragraph(words('x'))], [paragraph(words('y'))]]
      },
      { kind: 'code', language: 'ts', text: 'let a' },
      { kind: 'rule' }
    ])
  })

  it.each([
    ['HTML', 'a <b onclick="x()">c</b> **d**'],
    ['an image', '![alt](https://x.y/z.png)'],
    ['an entity', '&lt; *&amp;*'],
    ['a table', '| a | b |\n|---|---|\n| *c* | d |'],
    ['a definition', '[a]: http://x.y "t"'],
    ['a line underlined', 'words\n---'],
    ['indented words', '    let a = `b`']
  ])('has nothing that makes %s disappear', (_name, text) => {
    const shown = JSON.stringify(blocks(text))
    for (const word of text.match(/[a-z&;]{1,}/gi) ?? []) expect(shown).toContain(word)
  })
})

describe('links', () => {
  const link = (href: string, text: string): Inline => ({
    kind: 'link',
    href,
    children: [words(text)]
  })

  it('are found in words', () => {
    expect(blocks('see https://a.b/c?d=e.')).toEqual([
      paragraph(words('see '), link('https://a.b/c?d=e', 'https://a.b/c?d=e'), words('.'))
    ])
    expect(blocks('www.a.org')).toEqual([paragraph(link('http://www.a.org/', 'www.a.org'))])
    expect(blocks('me@a.org')).toEqual([paragraph(link('mailto:me@a.org', 'me@a.org'))])
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    '//a.b',
    'relative/path',
    'filo://connect?x',
    '&#106;avascript:x'
  ])('to %s are shown as they were typed', (address) => {
    const shown = blocks(`[click](${address})`)
    expect(JSON.stringify(shown)).not.toContain('"link"')
    expect(JSON.stringify(shown)).toContain('click')
  })
})

describe('hostile text', () => {
  const size = 20_000
  const fill = (part: string): string => part.repeat(Math.ceil(size / part.length)).slice(0, size)
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
      : 0

  it.each([
    '*',
    '_',
    '[',
    '](',
    '[a](b',
    '> ',
    '- ',
    '1. ',
    '`',
    '``a`',
    '~~',
    '**a *b ',
    '<a',
    '\\',
    '@',
    'www.a.b ',
    'https://a.b/',
    'a@b.c ',
    '*a_ ',
    '#\n',
    '> - ',
    '![[]]('
  ])('%j repeated is answered in good time and stays shallow', (part) => {
    const startedAt = performance.now()
    const body = bodyOf(fill(part))
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(depthOf(body)).toBeLessThan(60)
  })

  it('is parsed only as far as it is cheap, and keeps its code', () => {
    const long = `${'**words** '.repeat(900)}\n\`\`\`js\nlet a = '*'\n\`\`\`\nend`
    const shown = blocks(long)
    expect(shown.map((block) => block.kind)).toEqual(['paragraph', 'code', 'paragraph'])
    expect(shown[1]).toEqual({ kind: 'code', language: 'js', text: `let a = '*'` })
  })

  it('at the bound costs little', () => {
    for (const part of [
      '*a_ ',
      '*a**b',
      '[a](<b',
      '- a\n',
      '1. a\n',
      '[a]',
      '`a',
      'a@b.c ',
      '![[]('
    ]) {
      const marks = part.match(/[*_`[\]<@\d-]/g)?.length ?? 1
      const text = part.repeat(Math.floor(150 / marks)).padEnd(3900, ' and more words')
      const startedAt = performance.now()
      bodyOf(text)
      expect(performance.now() - startedAt).toBeLessThan(500)
    }
  })

  it('keeps every word of what is nested too deeply', () => {
    expect(JSON.stringify(blocks(`${'> '.repeat(30)}deep`))).toContain('deep')
  })
})

describe('emoji', () => {
  it.each([
    ['🎉', 1],
    ['👩‍👩‍👧‍👦 👍🏽', 2],
    ['🇮🇹', 1],
    ['1️⃣', 1],
    ['a', 0],
    ['🎉!', 0],
    ['12', 0],
    ['', 0],
    ['#', 0]
  ])('in %j alone are %d', (text, count) => {
    expect(countEmojiOnly(text)).toBe(count)
  })
})

it('parses a text once', () => {
  expect(bodyOf('**once**')).toBe(bodyOf('**once**'))
})
