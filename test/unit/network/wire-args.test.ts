// Holds that what is read of an event's JSON by hand is what a parser would have read.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFrames, unpackFrames } from '../../../src-main/network/packed-frames.ts'
import { argsOf, lastText, nameIn, WireArgs } from '../../../src-main/network/wire-args.ts'

const events = fc.array(fc.oneof(fc.string(), fc.constant('a"b\\'), fc.jsonValue()), {
  minLength: 1
})

describe('an event in JSON', () => {
  it('is named as a parser names it, or not at all', () => {
    fc.assert(
      fc.property(events, (event) => {
        const name = nameIn(JSON.stringify(event))
        if (name !== null) expect(name).toBe(event[0])
      })
    )
    expect(nameIn('["message",{"a":1}]')).toBe('message')
    expect(nameIn('["message"]')).toBe('message')
  })

  it.each(['', '[', '[]', '[1]', '["a', '["a"', '["a",1', '["a" ,1]', '["\\u0061",1]', '{"a":1}'])(
    '%j is named by no short cut',
    (text) => expect(nameIn(text)).toBeNull()
  )

  it('ends in the text that a parser finds at its end', () => {
    fc.assert(
      fc.property(events, (event) => {
        const last = event.length > 1 ? event.at(-1) : null
        const found = lastText(JSON.stringify(event))
        if (event.length > 1) expect(found).toBe(typeof last === 'string' ? last : null)
      })
    )
  })

  it('has no arguments where it turns out to be none', () => {
    expect(argsOf(new WireArgs('["a",{]'))).toEqual([])
    expect(argsOf(new WireArgs('["a",{"b":1}]'))).toEqual([{ b: 1 }])
    expect(argsOf([1])).toEqual([1])
  })
})

describe('packed frames', () => {
  const frame = { event: 'e', at: 5, bytes: 7 }
  const frames = [
    { ...frame, seq: 1, args: new WireArgs('["e",{"a":[1]}]'), ackToken: 3 },
    { ...frame, seq: 2, args: [new Uint8Array([1])], ackToken: null },
    { ...frame, seq: 3, args: new WireArgs('["e",]'), ackToken: null }
  ]

  it('come out as they went in, in parts too', () => {
    const packed = structuredClone(packFrames(frames))
    const all = unpackFrames(packed, { from: 0, to: 2 }, () => expect.unreachable())
    expect(all).toEqual([
      { ...frame, seq: 1, args: [{ a: [1] }], ackToken: 3 },
      { ...frame, seq: 2, args: [new Uint8Array([1])], ackToken: null }
    ])
    expect(unpackFrames(packed, { from: 1, to: 2 }, () => undefined)).toEqual(all.slice(1))
  })

  it('say which of them was no JSON, and keep its place', () => {
    let broken = 0
    const all = unpackFrames(packFrames(frames), { from: 2, to: 50 }, () => (broken += 1))
    expect([all.map(({ seq, args }) => ({ seq, args })), broken]).toEqual([
      [{ seq: 3, args: [] }],
      1
    ])
  })
})
