import { expect, test } from 'vitest'
import { judgeUnopened, lookAt } from '../../../../src-main/store/file/known-file.ts'

/** The first bytes of a file with SQLite's fixed fractions where they belong. */
function start(mark: string, fractions: readonly number[]): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.write(mark, 'latin1')
  bytes.set(fractions, 21)
  return bytes
}

test('a file shows by its first bytes what it may be', () => {
  expect(lookAt(Buffer.alloc(0))).toBe('none')
  expect(lookAt(start('SQLite format 3\0', [64, 32, 32]))).toBe('plain')
  expect(lookAt(start('SQLite format 3\0', [0, 0, 0]))).toBe('plain')
  expect(lookAt(start('16 secret bytes.', [64, 32, 32]))).toBe('encrypted')
  expect(lookAt(start('16 secret bytes.', [1, 2, 3]))).toBe('strange')
  expect(lookAt(Buffer.from('short'))).toBe('strange')
})

const keys = [
  { key: 'new', print: 'n' },
  { key: 'old', print: 'o' }
]

test.each([
  ['a plain mark needs no key', 'plain', 'o', { kind: 'damaged', key: null }],
  ['the key that it was under is right', 'encrypted', 'o', { kind: 'damaged', key: 'old' }],
  ['so is the next one, once it was under that', 'strange', 'n', { kind: 'damaged', key: 'new' }],
  ['it was under a key that is not here', 'strange', 'x', { kind: 'key-wrong' }],
  ['it looks whole and nothing is known', 'encrypted', null, { kind: 'key-wrong' }],
  ['it looks like nothing and nothing is known', 'strange', null, { kind: 'damaged', key: 'old' }]
] as const)('a file that does not open: %s', (_, look, keyPrint, verdict) => {
  expect(judgeUnopened({ look, keyPrint, keys })).toEqual(verdict)
})
