// Teaching by pointing: what a value that is pointed at becomes, and what completes an expression.
import { describe, expect, it } from 'vitest'
import { compileDialect } from '../../../src-main/dialects/compile.ts'
import { parseExpression } from '../../../src-main/dialects/expressions/parse.ts'
import { completed, completionsOf } from '../../../src-renderer/text/completion.ts'
import { expressionOf } from '../../../src-renderer/text/event-values.ts'
import {
  conditionAt,
  fieldsOf,
  freshDocument,
  ownCopy,
  partAt,
  pointAt,
  ruleOf,
  slugOf,
  teachKinds,
  withRule,
  type Parts
} from '../../../src-renderer/text/teach.ts'
import { presets } from '../../../src-main/dialects/presets.ts'

const list = [{ type: 'old', items: [{ by: { name: 'Bo' }, text: 'hi' }] }]

describe('pointing at a value', () => {
  it('gives the expression that leads to it, and for each element of a list of alike things', () => {
    expect(pointAt([{ a: { text: 'x' } }], [0, 'a', 'text'], 'message')).toEqual({
      expression: 'args[0].a.text',
      each: null
    })
    expect(pointAt(list, [0, 'items', 0, 'by', 'name'], 'history')).toEqual({
      expression: 'item.by.name',
      each: 'args[0].items'
    })
    expect(pointAt([['Bo', 'Cy']], [0, 1], 'members')).toEqual({
      expression: 'item',
      each: 'args[0]'
    })
  })

  it('takes places in a pair for what they are', () => {
    expect(pointAt([['Bo', 'hello']], [0, 1], 'message').expression).toBe('args[0][1]')
    expect(pointAt(['Bo', 'hello'], [1], 'message').expression).toBe('args[1]')
  })

  it('gives expressions that are valid whatever the keys are called', () => {
    const keys = ['text', 'a b', "it's", 'in', 'null', '9', 'ключ', 'back\\slash', 'new\nline']
    for (const key of keys) {
      const source = expressionOf('args', [0, key])
      const { evaluate } = parseExpression(source, new Set(['args']))
      const frame = { args: [{ [key]: 'found' }], steps: 1000, locals: [], spend: () => undefined }
      expect(evaluate(frame as never), source).toBe('found')
    }
    expect(conditionAt([{ type: "it's" }], [0, 'type'])).toBe("args[0].type == 'it\\'s'")
  })
})

describe('a lesson', () => {
  const parts: Parts = {
    text: 'args[0].text',
    name: 'args[0].by',
    each: 'args[0]',
    id: 'args[0].id',
    room: 'args[1]'
  }

  it('of any kind is a rule that compiles, before all other rules', () => {
    for (const kind of teachKinds) {
      const rule = ruleOf({
        event: 'said',
        kind,
        parts: { ...parts, isOn: 'args[2]' },
        change: 'all'
      })
      const document = withRule(freshDocument('mine', 'Mine', true), rule)
      expect(compileDialect(document), kind).toMatchObject({ ok: true })
    }
  })

  it('is added to a copy of a dialect that comes with Filo, which nothing recognises', () => {
    for (const { document } of presets) {
      const copy = ownCopy(document as Record<string, unknown>, 'mine', 'Mine')
      const rule = ruleOf({ event: 'said', kind: 'message', parts, change: 'all' })
      const taught = withRule(copy, rule)
      expect(compileDialect(taught)).toMatchObject({ ok: true, value: { id: 'mine' } })
      expect(taught['recognise']).toBeUndefined()
    }
  })

  it('says which part a fault is about', () => {
    const paths = [
      'text',
      'author.name',
      'messages.author.id',
      'conversation.id',
      'people.name',
      'when'
    ]
    const found = paths.map((path) => partAt(`inbound.0.${path}`))
    expect(found).toEqual(['text', 'name', 'personId', 'room', 'name', 'when'])
    expect(partAt('outbound.send')).toBeNull()
  })

  it('makes ids of any name', () => {
    expect(['Café Ünïon!', '日本', 'a'.repeat(90)].map(slugOf)).toEqual([
      'cafe-union',
      'server',
      'a'.repeat(40)
    ])
  })
})

describe('completion', () => {
  const known = {
    fields: fieldsOf([{ user: { name: 'Bo' }, text: 'hi' }]),
    variables: ['args', 'me'],
    functions: ['time', 'trim', 'text']
  }
  const words = (text: string) => completionsOf(text, text.length, known).map(({ word }) => word)

  it('knows the fields that were seen, the variables and the functions', () => {
    expect(known.fields).toEqual(['args[0]', 'args[0].user', 'args[0].user.name', 'args[0].text'])
    expect(words('args[0].u')).toEqual(['args[0].user', 'args[0].user.name'])
    expect(words("'x' + na")).toEqual(['args[0].user.name'])
    expect(words('ti')).toEqual(['time('])
    expect(words('args[0].text.tr')).toEqual(['args[0].text.trim('])
    expect(words('')).toEqual([])
  })

  it('replaces the word before the caret and nothing else', () => {
    expect(completed('lower(ar) + 1', 8, 'args[0].text')).toEqual({
      text: 'lower(args[0].text) + 1',
      caret: 18
    })
  })
})
