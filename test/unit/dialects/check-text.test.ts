// What the writer of a dialect is told of its faults: where they are, and in plain words.
import { expect, test } from 'vitest'
import { checkDialectText } from '../../../src-main/dialects/check/check-text.ts'
import { presets } from '../../../src-main/dialects/presets.ts'

const GOOD = `{
  "filoDialect": 1,
  "id": "tiny",
  "name": "Tiny",
  "conversations": { "mode": "single" },
  "inbound": [
    { "on": "chat", "is": "message", "text": "args[0].text" }
  ],
  "outbound": { "send": { "emit": "chat", "args": ["=entry.text"] } }
}
`
const check = (from: string, to: string) =>
  checkDialectText(GOOD.replace(from, to)).faults.map(
    ({ line, column, path, words }) => `${line}:${column} ${path}: ${words}`
  )

test('a good file has no faults and compiles', () => {
  expect(checkDialectText(GOOD)).toMatchObject({ faults: [], dialect: { id: 'tiny' } })
})

test('every preset is a good file', () => {
  for (const { document } of presets) {
    expect(checkDialectText(JSON.stringify(document)).faults).toEqual([])
  }
})

test.each([
  [
    'what is not JSON',
    '"is": "message",',
    '"is": "message"',
    ['7:37 : this is not JSON: comma expected']
  ],
  [
    'a wrong meaning',
    '"is": "message"',
    '"is": "mesage"',
    [/^7:\d+ inbound\.0\.is: "mesage" is none of .*did you mean message\?$/]
  ],
  [
    'an unknown field',
    '"text": "args',
    '"txet": "args',
    [/^7:\d+ inbound\.0\.txet: there is no field "txet" here$/]
  ],
  ['a wrong kind', '"Tiny"', '7', ['4:11 name: must be a text, and is a number']],
  ['what is missing', '  "name": "Tiny",\n', '', ['1:1 name: "name" is missing']],
  ['a bad id', '"tiny"', '"Tiny!"', [/^3:9 id: "Tiny!" has characters that are not allowed here$/]],
  [
    'an unknown variable',
    'args[0].text',
    'args[0].text + foo',
    ['7:62 inbound.0.text: unknown variable foo']
  ],
  ['bad syntax after an escape', 'args[0].text', 'first(\\"a\\", ]', [/^7:\d+ inbound\.0\.text: /]],
  [
    'a bad template',
    '=entry.text',
    '=entrance.text',
    ['9:54 outbound.send.args.0: unknown variable entrance']
  ]
])('says where and why: %s', (_, from, to, expected) => {
  const faults = check(from, to)
  expect(faults).toEqual(
    expected.map((one): unknown =>
      typeof one === 'string' ? one : (expect.stringMatching(one) as unknown)
    )
  )
})

test('all faulty expressions are told at once', () => {
  const faults = check(
    '{ "on": "chat", "is": "message", "text": "args[0].text" }',
    '{ "on": "chat", "is": "message", "text": "foo", "id": "bar", "time": "tim(args[0])" }'
  )
  expect(faults.map((fault) => fault.replace(/^\S+ /, ''))).toEqual([
    'inbound.0.text: unknown variable foo',
    'inbound.0.id: unknown variable bar',
    'inbound.0.time: unknown function tim'
  ])
})

test('a file beyond the limit is refused before it is read', () => {
  expect(checkDialectText(' '.repeat(300_000)).faults).toMatchObject([
    { words: expect.stringContaining('larger than') as unknown }
  ])
})
