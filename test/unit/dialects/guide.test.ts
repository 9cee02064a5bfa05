// The guide's first example is a dialect that compiles and speaks.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emissionOf, entryOf, mustCompile, NOON, sessionOf } from '../../support/dialects.ts'

test('the smallest dialect of the guide reads and sends', () => {
  const guide = readFileSync('src-main/dialects/README.md', 'utf8')
  const example: unknown = JSON.parse(/```json\n(\{[^]*?\n\})\n```/.exec(guide)?.[1] ?? 'null')
  const dialect = mustCompile(example)
  const session = sessionOf('Ana')
  const { events } = dialect.read('chat message', [{ user: 'Bo', text: 'hi' }], session, NOON)
  expect(events).toMatchObject([
    { kind: 'message', message: { author: { name: 'Bo' }, text: 'hi' } }
  ])
  expect(emissionOf(dialect.write(entryOf(), session, NOON))?.args).toEqual(['hello'])
})
