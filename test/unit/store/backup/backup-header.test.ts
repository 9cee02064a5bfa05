// The open beginning of a backup: read back whole, every damage known, nothing reckoned without bounds.
import { expect, test } from 'vitest'
import {
  deriveKey,
  headerBytes,
  headerLength,
  makeHeader,
  parseHeader,
  PREFIX_BYTES,
  type BackupHeader
} from '../../../../src-main/store/backup/backup-header.ts'

const quick = { cost: 16, blockSize: 1, parallel: 1 }

test('a header is read back as it was written', () => {
  const header = makeHeader(1_790_000_000_000, quick)
  const bytes = headerBytes(header)
  expect(headerLength(bytes.subarray(0, PREFIX_BYTES))).toBe(bytes.length)
  expect(parseHeader(bytes)).toEqual(header)
})

test('any flipped bit in it is known as damage', () => {
  const whole = headerBytes(makeHeader(1, quick))
  for (let at = PREFIX_BYTES; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 4
    expect(parseHeader(bytes)).toBe('damaged')
  }
})

test('what is no backup is known by its first bytes', () => {
  expect(headerLength(Buffer.from('SQLite format 3\0'))).toBeNull()
  expect(headerLength(Buffer.from('FILO'))).toBeNull()
  expect(headerLength(Buffer.concat([Buffer.from('FILOBKUP'), Buffer.alloc(4, 255)]))).toBeNull()
})

test('a version that is not known yet says so', () => {
  // Only the version differs from what this Filo writes.
  const newer = { ...makeHeader(1, quick), version: 2 } as unknown as BackupHeader
  expect(parseHeader(headerBytes(newer))).toBe('too-new')
})

test('a derivation beyond the bounds is refused before it is begun', () => {
  const huge = makeHeader(1, { cost: 2 ** 24, blockSize: 8, parallel: 1 })
  expect(parseHeader(headerBytes(huge))).toBe('damaged')
})

test('two backups under one passphrase have different keys; letters typed another way the same', () => {
  const one = makeHeader(1, quick)
  const other = makeHeader(1, quick)
  expect(deriveKey('perché no', one)).not.toEqual(deriveKey('perché no', other))
  expect(deriveKey('perche\u0301 no', one)).toEqual(deriveKey('perché no', one))
})
