// Links that say one thing and lead elsewhere ask first; all others just open.
import { describe, expect, it } from 'vitest'
import { isMisleading } from '../../../src-renderer/text/misleading.ts'

describe('asks before it opens', () => {
  it.each([
    ['example.org', 'https://evil.example/'],
    ['https://bank.example/login', 'https://bank.example.evil.example/login'],
    ['HTTPS://BANK.EXAMPLE', 'https://evil.example/'],
    ['https://bank.example@evil.example/', 'https://bank.example/'],
    ['bank.example:443', 'https://evil.example/'],
    ['bank。example', 'https://evil.example/'],
    ['log in at https://bank.example now', 'https://evil.example/'],
    ['(www.bank.example)', 'https://evil.example/'],
    ['bücher.example', 'https://evil.example/'],
    // Cyrillic letters among Latin ones, and a whole word of them.
    ['https://b\u0430nk.example/', 'https://xn--bnk-6cd.example/'],
    ['\u0430\u0440\u0440\u04CF\u0435.com', 'https://xn--80ak6aa92e.com/'],
    ['\u03BF\u043E.example', 'https://xn--0xa8w.example/'],
    // Shown in another order than it is read, or with something in it that nobody sees.
    ['https://evil.example/\u202Egro.knab', 'https://evil.example/%E2%80%AEgro.knab'],
    ['ban\u200Bk.example', 'https://bank.example/'],
    ['ada@bank.example', 'mailto:eve@evil.example'],
    ['ada@bank.example', 'https://evil.example/'],
    ['bank.example', 'mailto:eve@evil.example']
  ])('for %s that leads to %s', (words, href) => {
    expect(isMisleading(words, href)).toBe(true)
  })
})

describe('opens at once', () => {
  it.each([
    ['example.org/moths', 'https://example.org/moths'],
    ['see here', 'https://example.org/'],
    ['www.example.org', 'http://www.example.org/'],
    ['at https://example.org/a (now)', 'https://example.org/b'],
    ['Version 1.2.3', 'https://example.org/'],
    ['münchen.example', 'https://xn--mnchen-3ya.example/'],
    ['пример.рф', 'https://xn--e1afmkfd.xn--p1ai/'],
    ['例え.example', 'https://xn--r8jz45g.example/'],
    ['👩\u200D👩\u200D👧', 'https://example.org/'],
    ['Ada@bank.example', 'mailto:ada@bank.example'],
    ['write to me', 'mailto:ada@bank.example'],
    ['anything', 'no address']
  ])('%s that leads to %s', (words, href) => {
    expect(isMisleading(words, href)).toBe(false)
  })
})
