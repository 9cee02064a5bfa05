// What the guide shows is true: every example is a good dialect, and the steps of its walk lead where it says.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkDialectText } from '../../../src-main/dialects/check/check-text.ts'
import { macros } from '../../../src-main/dialects/expressions/macros.ts'
import { prelude } from '../../../src-main/dialects/expressions/prelude.ts'
import { ruleSchema } from '../../../src-main/dialects/schema/rules.ts'
import {
  emissionOf,
  entryOf,
  mustCompile,
  NOON,
  sessionOf,
  tinyDocument
} from '../../support/dialects.ts'

const guide = readFileSync('src-main/dialects/README.md', 'utf8')
const examples = [...guide.matchAll(/```json\n([^]*?)\n```/g)].map(([, text = '']) => text)
const whole = examples.filter((text) => text.includes('"filoDialect"'))
const parts = examples.filter((text) => !text.includes('"filoDialect"'))

describe('every example', () => {
  test.each(whole)('that is a whole dialect is a good one: %#', (text) => {
    expect(checkDialectText(text).faults).toEqual([])
  })

  test.each(parts)('that is a part of one is a good part: %#', (text) => {
    const part = JSON.parse(`{${text}}`) as Record<string, unknown>
    expect(checkDialectText(JSON.stringify(tinyDocument(part))).faults).toEqual([])
  })

  test('is found', () => {
    expect([whole.length, parts.length]).toEqual([3, 3])
  })
})

test('the smallest dialect of the guide reads and sends', () => {
  const dialect = mustCompile(JSON.parse(whole[0] ?? ''))
  const session = sessionOf('Ana')
  const { events } = dialect.read('chat message', [{ user: 'Bo', text: 'hi' }], session, NOON)
  expect(events).toMatchObject([
    { kind: 'message', message: { author: { name: 'Bo' }, text: 'hi' } }
  ])
  expect(emissionOf(dialect.write(entryOf(), session, NOON))?.args).toEqual(['hello'])
})

test('every function and every meaning is in the guide', () => {
  const words = new Set(guide.match(/[A-Za-z][A-Za-z0-9-]*/g))
  const names = [...Object.keys(prelude), ...Object.keys(macros)]
  expect(names.filter((name) => !words.has(name) && name !== 'exists_one')).toEqual([])
  const meanings = ruleSchema.options.map(({ entries }) => entries.is.literal)
  expect(meanings.filter((name) => !words.has(name))).toEqual([])
})
