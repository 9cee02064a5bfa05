// Names of files that strangers give are fit for all three systems, and say nothing that is not so.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isRiskyName,
  kindOf,
  nameInAddress,
  numberedName,
  plainType,
  safeFileName
} from '../../../src-main/base/file-name.ts'

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
  ['con', '_con'],
  ['LPT1.txt', '_LPT1.txt'],
  ['.bashrc', 'bashrc'],
  ['name. . ', 'name'],
  ['\u202Egnp.exe', 'gnp.exe'],
  ['a\nb\tc.txt', 'a b c.txt'],
  ['', 'file'],
  ['...', 'file'],
  ['Über uns – 日本.pdf', 'Über uns – 日本.pdf']
])('%j becomes %j', (given, safe) => {
  expect(safeFileName(given)).toBe(safe)
})

test('whatever the name, the safe one has no folder, no device and no hidden sign, and is not too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const safe = safeFileName(given)
      expect(safe).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^[\s.]|[\s.]$/u)
      expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255)
      expect(safe).not.toBe('')
    })
  )
})

test('a long name keeps its ending', () => {
  const safe = safeFileName(`${'я'.repeat(300)}.tar`)
  expect(safe.endsWith('.tar')).toBe(true)
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
})

test.each([
  ['photo.png.exe', true],
  ['a.PS1', true],
  ['x.html', true],
  ['drawing.svg', true],
  ['x.exe. ', true],
  ['song.mp3', false],
  ['exe', false]
])('%j may run something: %s', (name, risky) => {
  expect(isRiskyName(name)).toBe(risky)
})

test('a taken name is numbered before its ending', () => {
  expect(numberedName('a.tar.gz', 2)).toBe('a.tar (2).gz')
  expect(numberedName('a', 3)).toBe('a (3)')
})

test('types and addresses are read as they are meant', () => {
  expect(plainType('Image/PNG; charset=x')).toBe('image/png')
  expect(plainType('nonsense')).toBe('application/octet-stream')
  expect(kindOf('image/svg+xml')).toBe('other')
  expect(nameInAddress('https://x/a%20b.png?x=/y')).toBe('a b.png')
  expect(nameInAddress('https://x/')).toBeNull()
})
