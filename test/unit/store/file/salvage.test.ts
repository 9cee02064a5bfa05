import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRecord, readVarint } from '../../../../src-main/store/file/salvage/record.ts'
import {
  fitRow,
  insertSql,
  recognise,
  type TableShape
} from '../../../../src-main/store/file/salvage/shape.ts'

/** A record of texts and small numbers, as SQLite writes one. */
function record(values: readonly (string | number | null)[]): Buffer {
  const parts = values.map((value) => {
    if (value === null) return { type: 0, bytes: Buffer.alloc(0) }
    if (typeof value === 'number') return { type: 1, bytes: Buffer.from([value & 0xff]) }
    const bytes = Buffer.from(value)
    return { type: 13 + bytes.length * 2, bytes }
  })
  const types = Buffer.concat(parts.map(({ type }) => varint(type)))
  const header = Buffer.concat([varint(types.length + 1), types])
  return Buffer.concat([header, ...parts.map(({ bytes }) => bytes)])
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.from([0x80 | (value >> 7), value & 0x7f])
}

test('numbers of one to nine bytes are read, and those that run out are not', () => {
  expect(readVarint(Buffer.from([0x7f]), 0)).toEqual({ value: 127, end: 1 })
  expect(readVarint(Buffer.from([0x81, 0x00]), 0)).toEqual({ value: 128, end: 2 })
  expect(readVarint(Buffer.from([0x81]), 0)).toBeNull()
  expect(readVarint(Buffer.alloc(9, 0xff), 0)).toBeNull()
})

test('a record is read back, whatever stands in it', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 2, max: 100 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'))
  )
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
      expect(readRecord(record(values))).toEqual(values)
    })
  )
})

test('bytes of any kind are a record or none, and never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const values = readRecord(Buffer.from(bytes))
      expect(values === null || Array.isArray(values)).toBe(true)
    }),
    { numRuns: 2000 }
  )
})

test('text with a wrong byte keeps the rest, and text that turns to noise ends there', () => {
  const words = 'perché no, dice Ada, ma solo domani'
  const one = record([words])
  one[one.indexOf('dice')] = 0xff
  expect(readRecord(one)).toEqual([words.replace('d', '\uFFFD')])
  const noise = record([words])
  noise.fill(0xfe, noise.indexOf(' ma'))
  expect(readRecord(noise)).toEqual(['perché no, dice Ada,…'])
})

const shape = (name: string, columns: readonly string[]): TableShape => ({
  name,
  columns: columns.map((column) => ({
    name: column.slice(0, -1),
    type: column.endsWith('#') ? 'INTEGER' : 'TEXT',
    isRequired: column !== 'note$'
  })),
  rowidColumn: 'id',
  hasNoRowid: false
})
const people = shape('people', ['id#', 'name$', 'note$'])
const pages = shape('pages', ['id#', 'count#', 'size#'])

test('a row fits the table whose columns hold such values', () => {
  expect(fitRow(people, [null, 'Ada', null], 7)).toEqual([7, 'Ada', null])
  expect(fitRow(people, [null, 'Ada'], 7)).toEqual([7, 'Ada'])
  expect(fitRow(people, [null, null, 'x'], 7)).toBeNull()
  expect(fitRow(people, [null, 3, null], 7)).toBeNull()
  expect(fitRow(people, [null, 'Ada', null, 'more'], 7)).toBeNull()
})

test('a row found anywhere is put where only it can belong', () => {
  expect(recognise([people, pages], [null, 'Ada', null], 7)).toBe(people)
  expect(recognise([people, pages], [null, 1, 2], 7)).toBe(pages)
  expect(recognise([pages, shape('others', ['id#', 'a#', 'b#'])], [null, 1, 2], 7)).toBeNull()
})

test('names are quoted', () => {
  expect(insertSql(shape('a"b', ['id#', 'x$']), 1)).toBe(
    'INSERT OR IGNORE INTO "a""b" ("id") VALUES (?)'
  )
})
