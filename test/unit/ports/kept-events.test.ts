// Holds that the check by hand lets through nothing that the schema would refuse or change.
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { keptEventSchema } from '../../../src-preload/contract/inbound.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import { isPlainEvent, packedEventsSchema } from '../../../src-main/ports/kept-events.ts'

const plain = {
  kind: 'message',
  conversation: { remoteId: 'r', kind: 'room', title: null, peer: { id: 'p', name: null } },
  message: {
    ...{ remoteId: 'm1', clientId: null, author: { id: 'a', name: 'Ada' }, own: false },
    ...{ text: 'hello', time: 1_790_000_000_000, seq: 7 },
    ...{ edited: false, deleted: false, notice: false, replyTo: null, reactions: [] }
  }
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    '',
    'x',
    'room',
    -1,
    0.5,
    Number.NaN,
    2 ** 60,
    [],
    {}
  ),
  fc
    .constantFrom(limits.remoteId, limits.name, limits.messageText)
    .map((most) => 'x'.repeat(most + 1)),
  fc.constantFrom(limits.remoteId, limits.name).map((most) => 'x'.repeat(most)),
  fc.anything()
)

/** All places of a plain event, and some where nothing belongs. */
const places = [
  ...Object.keys(plain).map((key) => [key]),
  ...Object.keys(plain.conversation).map((key) => ['conversation', key]),
  ...Object.keys(plain.message).map((key) => ['message', key]),
  ...['id', 'name', 'more'].flatMap((key) => [
    ['message', 'author', key],
    ['conversation', 'peer', key]
  ]),
  ...['files', 'mayBeOwn', '__proto__', 'more'].map((key) => ['message', key])
]

function changedAt(path: readonly string[], value: unknown): unknown {
  const event: unknown = structuredClone(plain)
  let at = event as Record<string, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>
  const last = path.at(-1) ?? ''
  Object.defineProperty(at, last, { value, enumerable: true, writable: true, configurable: true })
  return event
}

it('lets a plain message through', () => {
  expect(isPlainEvent(plain)).toBe(true)
})

it('lets through only what the schema would hand on just so', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), odd, (path, value) => {
      const event = changedAt(path, value)
      if (!isPlainEvent(event)) return
      expect(v.safeParse(keptEventSchema, event)).toMatchObject({ success: true, output: event })
    }),
    { numRuns: 3_000 }
  )
})

it('knows the ends of what fits', () => {
  const text = 'x'.repeat(limits.messageText)
  expect(isPlainEvent(changedAt(['message', 'text'], text))).toBe(true)
  expect(isPlainEvent(changedAt(['message', 'text'], `${text}x`))).toBe(false)
  expect(isPlainEvent(changedAt(['message', 'time'], 253_402_300_799_999))).toBe(true)
  expect(isPlainEvent(changedAt(['message', 'time'], 253_402_300_800_000))).toBe(false)
  expect(isPlainEvent(changedAt(['message', 'seq'], 2 ** 53))).toBe(false)
})

describe('a batch as JSON', () => {
  const read = (events: unknown) => v.safeParse(packedEventsSchema, JSON.stringify(events))

  it('holds plain messages and others', () => {
    const others = [plain, { kind: 'break' }, { ...plain, more: 1 }]
    expect(read(others)).toMatchObject({ success: true, output: [plain, { kind: 'break' }, plain] })
    expect(read(others).output).not.toHaveProperty('2.more')
  })

  it('is refused with one event that does not fit, or with too many', () => {
    expect(read([plain, { kind: 'edit' }]).success).toBe(false)
    expect(read(Array(limits.commitEvents + 1).fill(plain)).success).toBe(false)
    expect(read('no list').success).toBe(false)
    expect(v.safeParse(packedEventsSchema, '[').success).toBe(false)
  })
})
