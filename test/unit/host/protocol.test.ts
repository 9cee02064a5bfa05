// What the host's schemas let through, and what they call what they refuse.
import fc from 'fast-check'
import { safeParse } from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  handshakeSchema,
  nameSchema,
  refusalCodes,
  refusedBy,
  requests
} from '../../../src-main/host/protocol.ts'

function parse(name: keyof typeof requests, payload: unknown): unknown {
  const parsed = safeParse(requests[name].schema, payload, { abortEarly: true })
  return parsed.success ? parsed.output : refusedBy(parsed.issues[0]).error
}

describe('requests', () => {
  it('drops what it does not know, so that newer clients can say more', () => {
    const payload = { conversationId: 'lobby', clientId: 'c', text: 'hi', mood: 'good' }
    expect(parse('message:send', payload)).toEqual({
      conversationId: 'lobby',
      clientId: 'c',
      text: 'hi'
    })
  })

  it('gives 50 of history where no limit is named', () => {
    expect(parse('history', { conversationId: 'lobby' })).toEqual({
      conversationId: 'lobby',
      limit: 50
    })
  })

  it.each([
    ['message:send', { conversationId: 'l', clientId: 'c', text: '\u00a0\n' }, 'message-empty'],
    ['message:edit', { messageId: 'm', text: 'x'.repeat(16_001) }, 'message-too-long'],
    ['room:create', { title: '\u200b' }, 'name-invalid'],
    ['history', { conversationId: 'l', limit: 201 }, 'input-invalid'],
    ['history', { conversationId: 'l', before: -1 }, 'input-invalid'],
    ['history', { conversationId: 'l', after: 1.5 }, 'input-invalid'],
    ['reaction:set', { messageId: 'm', emoji: 'a b', on: true }, 'input-invalid'],
    ['reaction:set', { messageId: 'm', emoji: 'x'.repeat(33), on: true }, 'input-invalid'],
    ['typing', { conversationId: 'l', on: 'yes' }, 'input-invalid'],
    ['direct:open', { userId: 'u'.repeat(201) }, 'input-invalid']
  ] as const)('refuses %s of %j as %s', (name, payload, code) => {
    expect(parse(name, payload)).toMatchObject({ code })
  })

  it('answers any value at all with an output or a known refusal', () => {
    const names = Object.keys(requests) as (keyof typeof requests)[]
    const property = fc.property(fc.constantFrom(...names), fc.anything(), (name, payload) => {
      const parsed = safeParse(requests[name].schema, payload, { abortEarly: true })
      if (parsed.success) return true
      return refusalCodes.includes(refusedBy(parsed.issues[0]).error.code)
    })
    expect(() => fc.assert(property)).not.toThrow()
  })

  it('lets through no text that a database would change', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const parsed = safeParse(requests['message:edit'].schema, { messageId: 'm', text })
      return !parsed.success || !/[\0\p{Surrogate}]/u.test(parsed.output.text)
    })
    expect(() => fc.assert(property)).not.toThrow()
  })
})

describe('names', () => {
  it.each([
    ['  Anna   Maria ', 'Anna Maria'],
    ['E\u0301lodie', 'Élodie'],
    ['👩‍👧 mamma', '👩‍👧 mamma'],
    ['می‌خواهم', 'می‌خواهم'],
    ['张伟', '张伟']
  ])('takes %j as %j', (given, name) => {
    expect(safeParse(nameSchema, given)).toMatchObject({ success: true, output: name })
  })

  it.each([
    [''],
    [' '],
    ['\u200d'],
    ['a\u202eb'],
    ['a\u2066b'],
    ['a\u0000\u0007'],
    ['\u00adx'],
    [7]
  ])('refuses %j', (given) => {
    expect(safeParse(nameSchema, given, { abortEarly: true })).toMatchObject({
      success: false,
      issues: [{ message: 'name-invalid' }]
    })
  })
})

describe('the handshake', () => {
  it('takes a name alone', () => {
    expect(safeParse(handshakeSchema, { name: 'A', userId: 'ignored' }).output).toEqual({
      name: 'A'
    })
  })

  it.each([[null], ['Anna'], [{ name: 'A', token: 'x'.repeat(201) }], [{ name: 'A', secret: 7 }]])(
    'refuses %j',
    (auth) => {
      expect(safeParse(handshakeSchema, auth).success).toBe(false)
    }
  )
})
