// Holds that a line of the log tells what happened and nothing of anybody's, whatever is put into it.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureCodes } from '../../../src-preload/contract/failure.ts'
import { factNames, type FactValue } from '../../../src-main/base/log-facts.ts'
import { describeError, gatherLog, openLog, ownWord } from '../../../src-main/base/log.ts'

const log = openLog('test')
let lines: string[] = []
beforeAll(() => gatherLog((line) => lines.push(line)))
beforeEach(() => (lines = []))
afterAll(() => gatherLog(null))

/** What is logged of a value under one name. */
function said(name: (typeof factNames)[number], value: FactValue): string {
  lines = []
  log.error('something happened', { [name]: value })
  return lines.join('\n')
}

/** All the ways in which a text may get into an error. */
function errorsWith(text: string): unknown[] {
  const named = new Error(text)
  named.name = text
  const forged = new Error(`first line\n    at ${text} (${import.meta.dirname}/${text}.ts:1:2)`)
  const stacked = new Error('plain')
  stacked.stack = `Error: plain\n    at ${text} (/somewhere/${text}.js:3:4)`
  return [
    text,
    new Error(text),
    new TypeError(`connect ECONNREFUSED ${text}`),
    new SyntaxError(`Unexpected token 'h', "${text}"... is not valid JSON`),
    Object.assign(new Error('with a code'), { code: text }),
    new Error('outer', { cause: new Error(text) }),
    { toString: () => text },
    named,
    forged,
    stacked
  ]
}

const secrets = [
  'meet me at noon',
  'Grace',
  'Grace Hopper',
  'https://chat.example.org:3000/room?token=abc#there',
  'chat.example.org',
  '192.168.1.23:3000',
  '[fe80::1ff:fe23:4567:890a]:3000',
  'ada@example.org',
  '/home/ada/.config/Filo/store',
  String.raw`C:\Users\Ada\AppData\Filo`,
  'eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh',
  '0123456789abcdef0123456789abcdef',
  'line\nbreak 2026-01-01T00:00:00.000Z info main: forged',
  'key=value code=secretword',
  '018f0000-0000-7000-8000-000000000001'
]

describe('a line of the log', () => {
  it.each(secrets)('keeps nothing of %j, in any fact and in any error', (secret) => {
    const telling = secret.match(/[\p{L}\p{N}]{3,}/gu) ?? []
    const known = /^(info|main|2026|01T00|000Z|https|key|code)$/
    const values = [
      secret,
      ownWord(secret, ['noon', 'ada']),
      ...errorsWith(secret).map(describeError)
    ]
    for (const name of factNames) {
      for (const value of values) {
        const line = said(name, value)
        expect(line.split('\n')).toHaveLength(1)
        for (const word of telling.filter((one) => !known.test(one)))
          expect(line.replace(/#[0-9a-f]{8}/g, '')).not.toContain(word)
      }
    }
  })

  // Each run throws and describes ten errors, whose stacks the test runner maps.
  it('keeps nothing of any text, address or token that there could be', { timeout: 60_000 }, () => {
    const text = fc.oneof(
      fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }),
      fc.string({ minLength: 6, maxLength: 60 }),
      fc.webUrl({ withQueryParameters: true }),
      fc.domain(),
      fc.emailAddress(),
      fc.ipV4(),
      fc.ipV6(),
      fc.uuid(),
      fc.base64String({ minLength: 8 }),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 64 })
    )
    const plain = new Map(
      factNames.map((name) => {
        const lines = ['other', ...errorsWith('other').map(describeError)]
        return [name, lines.map((value) => said(name, value)).join('\n')] as const
      })
    )
    fc.assert(
      fc.property(text, fc.constantFrom(...factNames), (secret, name) => {
        fc.pre(secret.trim().length > 5 && !plain.get(name)?.includes(secret.trim()))
        for (const value of [secret, ...errorsWith(secret).map(describeError)])
          expect(said(name, value)).not.toContain(secret.trim())
      }),
      { numRuns: 100 }
    )
  })

  it('has no room for a fact of another name, or for a sentence that was put together', () => {
    const facts = { count: 3, password: 'hunter2' }
    log.error('something happened', facts)
    const put: string = 'hello Grace'
    // @ts-expect-error a text that is not in the code is refused before it could be logged
    log.error(put)
    // One that is partly in the code passes the compiler; its line leaves it out.
    log.error(`${put} (7)`)
    expect(lines[0]).toMatch(/ error test: something happened count=3$/)
    expect(lines[2]).toMatch(/ error test: …$/)
  })

  it('says codes, numbers, versions and words of our own as they are', () => {
    for (const code of failureCodes) expect(said('code', code)).toContain(` code=${code}`)
    expect(said('process', 'network')).toMatch(/ process=network$/)
    expect(said('code', 'SQLITE_FULL')).toMatch(/ code=SQLITE_FULL$/)
    expect(said('version', '1.2.0-beta.1')).toMatch(/ version=1\.2\.0-beta\.1$/)
    expect(said('call', ownWord('openRange', { openRange: {} }))).toMatch(/ call=openRange$/)
    expect(said('restarts', 3)).toMatch(/ restarts=3$/)
  })

  it('tells of an error its kind, its codes, what sort of thing it names, and where in our code it was', () => {
    const error = new TypeError('connect ECONNREFUSED 10.0.0.7:3000')
    error.stack = `TypeError: ${error.message}\n    at Link.open (${import.meta.dirname.replace('/test/unit/base', '/src-main')}/network/link.ts:12:7)`
    expect(describeError(error).text).toMatch(
      /^TypeError ECONNREFUSED ip#[0-9a-f]{8} at link\.ts:12:7$/
    )
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', stack: '' })
    expect(describeError(new Error('outer', { cause: full })).text).toMatch(
      / because Error ENOSPC$/
    )
  })

  it('marks the same address alike, so that two lines can be told to mean the same', () => {
    const mark = (text: string): string => said('reason', text).split('reason=')[1] ?? ''
    expect(mark('https://chat.example.org')).toMatch(/^https#[0-9a-f]{8}$/)
    expect(mark('https://chat.example.org')).toBe(mark('https://chat.example.org'))
    expect(mark('https://chat.example.org')).not.toBe(mark('https://chat.example.com'))
  })
})
