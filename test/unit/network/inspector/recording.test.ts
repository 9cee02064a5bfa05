// What is recorded of events: no secret unless asked, bytes as bytes, no larger than a file may be.
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { recordingSchema } from '../../../../src-preload/contract/inspector.ts'
import { fromJson, toJson } from '../../../../src-preload/contract/binary-json.ts'
import { EventRing, ringLimits } from '../../../../src-main/network/inspector/event-ring.ts'
import { eventsHolding, findEvent } from '../../../../src-main/network/inspector/find-event.ts'
import { isSecretName, openRedactor } from '../../../../src-main/network/inspector/redact.ts'
import { draftRecording } from '../../../../src-main/network/inspector/recording.ts'

function ringOf(events: { args: unknown[]; direction?: 'in' | 'out' }[]): EventRing {
  const ring = new EventRing()
  ring.setLimits(ringLimits.watched)
  for (const { args, direction = 'in' } of events) {
    ring.add({
      at: 1,
      direction,
      event: 'e',
      namespace: '/',
      args,
      bytes: 10,
      seq: null,
      ackToken: null,
      ack: null,
      purpose: null
    })
  }
  return ring
}

describe('redaction', () => {
  it('knows secrets by their names, however they are written', () => {
    const secret = ['token', 'accessToken', 'X-Auth-Token', 'PASSWORD', 'user_password', 'sid']
    const more = ['sessionId', 'apiKey', 'Set-Cookie', 'authorization', 'jwt', 'csrf-token']
    for (const name of [...secret, ...more]) expect(isSecretName(name), name).toBe(true)
    const open = ['author', 'text', 'key', 'passenger', 'inside', 'monkey', 'id', 'compass']
    expect(open.filter(isSecretName)).toEqual([])
  })

  it('leaves out what the person logs in with wherever it stands, and what looks like a token', () => {
    const redactor = openRedactor(['hunter22', 'x'])
    const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc`
    const value = [{ a: 'pw=hunter22!', b: [jwt], auth: { user: 'Ana', on: true }, x: 'x' }]
    expect(redactor.clean(value, '0')).toEqual([
      { a: 'pw=[left out]!', b: ['[left out]'], auth: { user: '[left out]', on: true }, x: 'x' }
    ])
    expect(redactor.found).toEqual([
      { path: '0.0.a', reason: 'login' },
      { path: '0.0.b.0', reason: 'looks' },
      { path: '0.0.auth.user', reason: 'key' }
    ])
  })
})

describe('a recording', () => {
  const wish = { dialectId: 'x', me: { id: null, name: 'Ana' }, secrets: [], withSecrets: false }

  it('can be read back, and keeps the newest where not all fit', async () => {
    const large = 'a'.repeat(150_000)
    const ring = ringOf(Array.from({ length: 200 }, (_, n) => ({ args: [n, large] })))
    const draft = await draftRecording({ ...wish, events: ring.all() })
    const recording = v.parse(recordingSchema, JSON.parse(draft.text))
    expect(draft.text.length).toBeLessThanOrEqual(16_100_000)
    expect(draft.events + draft.leftOut).toBe(200)
    expect(draft.leftOut).toBeGreaterThan(50)
    expect(recording.events.at(-1)?.args[0]).toBe(199)
  })

  it('of nothing is one of no events', async () => {
    const draft = await draftRecording({ ...wish, events: [] })
    expect(v.parse(recordingSchema, JSON.parse(draft.text)).events).toEqual([])
  })

  it('holds any JSON and bytes as they were', () => {
    const bytes = fc.uint8Array({ maxLength: 20 })
    const keys = fc.constantFrom('a', '$binary', '$$', '$$binary')
    const values = fc.array(
      fc.oneof(fc.string(), fc.integer(), bytes, fc.dictionary(keys, fc.oneof(fc.string(), bytes)))
    )
    fc.assert(
      fc.property(values, (value) => {
        expect(fromJson(JSON.parse(JSON.stringify(toJson(value))))).toEqual(plain(value))
      }),
      { numRuns: 100, examples: [[[{ $binary: 'no bytes' }]], [[new Uint8Array([1])]]] }
    )
  })
})

/** Without the prototype-less objects that fast-check likes to make. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

describe('the event of a message', () => {
  it('is the newest that carries its text, in the direction that it went first', async () => {
    const ring = ringOf([
      { args: ['hi'] },
      { args: [{ deep: [{ text: ' hi ' }] }] },
      { args: ['hi'], direction: 'out' },
      { args: ['high'] }
    ])
    expect((await findEvent(ring.all(), { text: 'hi', own: false }))?.id).toBe(2)
    expect((await findEvent(ring.all(), { text: 'hi', own: true }))?.id).toBe(3)
    expect(await findEvent(ring.all(), { text: 'nowhere', own: false })).toBeNull()
  })

  it('is found by what was read where its text stands in no argument', async () => {
    const ring = ringOf([{ args: ['<b>hi</b>'] }, { args: ['<i>hi there</i>'] }, { args: [0] }])
    const tells = ['hi', 'hi there', 'x'.repeat(120)]
    for (const [at, captured] of ring.all().entries()) {
      const told = { kind: 'message' as const, who: null, text: tells[at] ?? '', count: null }
      captured.reading = { rules: ['message#0'], told: [told], count: 1, later: false }
    }
    const find = async (text: string) => (await findEvent(ring.all(), { text, own: false }))?.id
    expect(await find('hi there')).toBe(2)
    expect(await find('hi')).toBe(1)
    expect(await find('x'.repeat(300))).toBe(3)
    expect(await find('hi there, all')).toBeUndefined()
  })

  it('is found by any part of what it holds', async () => {
    const ring = ringOf([{ args: [{ a: 'Other' }] }, { args: [[1234]] }, { args: ['OTHERWISE'] }])
    expect(await eventsHolding(ring.all(), 'other')).toEqual([1, 3])
    expect(await eventsHolding(ring.all(), '23')).toEqual([2])
  })
})
