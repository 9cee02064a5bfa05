// What a server sent is bounded and clean before anything reads it, and what is fine is not copied.
import { expect, test } from 'vitest'
import { sanitiseArgs, sanitiseLimits } from '../../../src-main/dialects/sanitise.ts'

test('what is fine comes back as it is', () => {
  const args = [{ a: [1, 'x', null, true], b: { c: 'd' } }]
  const cleaned = sanitiseArgs(args)
  expect(cleaned.args).toBe(args)
  expect(cleaned.refused).toBeNull()
})

test('keys that poison prototypes are dropped and refused', () => {
  const poisoned: unknown = JSON.parse('{"__proto__":{"x":1},"a":{"constructor":{"y":1}},"ok":1}')
  const { args, refused } = sanitiseArgs([poisoned])
  expect(refused).toBe('poisoned')
  expect(args).toEqual([{ a: {}, ok: 1 }])
  expect(Object.getPrototypeOf(args[0])).toBe(Object.prototype)
})

test('depth, counts and lengths end somewhere', () => {
  let deep: unknown = 'bottom'
  for (let level = 0; level < 5000; level++) deep = [deep]
  expect(sanitiseArgs([deep]).refused).toBe('too-complex')
  expect(sanitiseArgs([new Array(sanitiseLimits.values + 1).fill(0)]).refused).toBe('too-complex')
  expect(sanitiseArgs(['x'.repeat(sanitiseLimits.text + 1)]).refused).toBe('too-large')
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  expect(sanitiseArgs([cyclic]).refused).toBe('too-complex')
})

test('bytes stay bytes; what no JSON holds becomes null', () => {
  const { args } = sanitiseArgs([
    Buffer.from('hi'),
    new ArrayBuffer(2),
    NaN,
    undefined,
    1n,
    new Date(),
    () => 1
  ])
  expect(args.slice(0, 2).every((value) => value instanceof Uint8Array)).toBe(true)
  expect(args.slice(2)).toEqual([null, null, null, null, null])
})

test('a getter that throws is nobody’s message', () => {
  const trap = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    }
  })
  expect(sanitiseArgs([trap])).toMatchObject({ args: [], refused: 'poisoned' })
})

test('says about how large it is', () => {
  expect(sanitiseArgs(['x'.repeat(1000)]).bytes).toBeGreaterThan(1999)
})
