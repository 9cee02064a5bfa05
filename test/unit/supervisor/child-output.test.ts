import { expect, test } from 'vitest'
import { ChildOutput } from '../../../src-main/supervisor/child-output.ts'

const key = 'a'.repeat(32)

function sorted(...chunks: Buffer[]) {
  const heard: { lines: string[]; foreign: string[] } = { lines: [], foreign: [] }
  const output = new ChildOutput({
    key,
    onLine: (line) => heard.lines.push(line),
    onForeign: (text) => heard.foreign.push(text)
  })
  for (const chunk of chunks) output.take(chunk)
  output.end()
  return heard
}

test('lines of our log are known by their key, however they come in pieces', () => {
  const bytes = Buffer.from(`${key} one …\nwords of somebody\n${key} two\n`)
  for (const cut of bytes.keys()) {
    const heard = sorted(bytes.subarray(0, cut), bytes.subarray(cut))
    expect(heard).toEqual({ lines: ['one …', 'two'], foreign: ['words of somebody\n'] })
  }
})

test('a line that only looks like ours, or one that nobody ended, is nothing for the files', () => {
  const forged = '2026-01-01T00:00:00.000Z error store: a secret'
  expect(sorted(Buffer.from(`${forged}\n`)).lines).toEqual([])
  const mixed = sorted(Buffer.from(`half a word${key} one\nrest`))
  expect(mixed).toEqual({ lines: ['one'], foreign: ['half a word\n', 'rest\n'] })
})

test('what never ends its line does not pile up', () => {
  const heard = sorted(...Array.from({ length: 8 }, () => Buffer.alloc(10_000, 'x')))
  expect(heard.foreign.map((text) => text.length)).toEqual([20_001, 20_001, 20_001, 20_001])
})
