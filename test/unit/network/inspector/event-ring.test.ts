// The ring of captured events: bounded in bytes and number, oldest first to go, found by number.
import { describe, expect, it } from 'vitest'
import { EventRing } from '../../../../src-main/network/inspector/event-ring.ts'
import { previewOf } from '../../../../src-main/network/inspector/event-rows.ts'

const event = (name: string, bytes = 100) => ({
  at: 0,
  direction: 'in' as const,
  event: name,
  namespace: '/',
  args: [],
  bytes,
  seq: null,
  ackToken: null,
  ack: null,
  purpose: null
})
const names = (ring: EventRing): string[] => ring.all().map((captured) => captured.event)

describe('the ring of captured events', () => {
  it('forgets the oldest beyond its budget of bytes', () => {
    const ring = new EventRing()
    ring.setLimits({ bytes: 1_000, events: 100 })
    for (const name of ['a', 'b', 'c', 'd']) ring.add(event(name))
    expect(names(ring)).toEqual(['b', 'c', 'd'])
    expect(ring.weight).toBeLessThanOrEqual(1_000)
    ring.add(event('large', 5_000))
    expect(names(ring)).toEqual(['large'])
  })

  it('forgets the oldest beyond its number, and finds the others by theirs', () => {
    const ring = new EventRing()
    ring.setLimits({ bytes: 1e9, events: 3_000 })
    for (let n = 1; n <= 10_000; n++) ring.add(event(`e${n}`))
    expect(ring.length).toBe(3_000)
    expect(ring.get(7_000)).toBeUndefined()
    expect(ring.get(7_001)?.event).toBe('e7001')
    expect(ring.get(10_000)?.event).toBe('e10000')
    expect(ring.get(10_001)).toBeUndefined()
    expect(ring.between(9_998, 9_999).map((one) => one.event)).toEqual(['e9998', 'e9999'])
    expect(ring.between(1, 7_001).map((one) => one.event)).toEqual(['e7001'])
  })

  it('counts what an acknowledgement carried, and shrinks when its limits do', () => {
    const ring = new EventRing()
    const asked = ring.add(event('asked'))
    const before = ring.weight
    ring.setAck(asked, 'acked', 5, ['x'.repeat(1_000)])
    expect(ring.weight).toBeGreaterThanOrEqual(before + 1_000)
    for (let n = 0; n < 10; n++) ring.add(event('more'))
    ring.setLimits({ bytes: 1_500, events: 100 })
    expect(ring.get(asked.id)).toBeUndefined()
    expect(ring.weight).toBeLessThanOrEqual(1_500)
  })

  it('goes on numbering after it was cleared', () => {
    const ring = new EventRing()
    ring.add(event('a'))
    ring.clear()
    expect([ring.length, ring.weight]).toEqual([0, 0])
    expect(ring.add(event('b')).id).toBe(2)
    expect(ring.get(2)?.event).toBe('b')
  })
})

describe('the beginning of arguments', () => {
  it('is short however large they are, and never fails', () => {
    const huge = Array.from({ length: 1_000_000 }, () => 'x')
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    expect(previewOf([huge]).length).toBeLessThanOrEqual(160)
    expect(previewOf([cyclic])).toBe('{self: {self: {self: {self: {…}}}}}')
    expect(previewOf(['"', 1, null, true, new Uint8Array(3)])).toBe(
      '"\\"", 1, null, true, <3 bytes>'
    )
    expect(previewOf([])).toBe('')
  })
})
