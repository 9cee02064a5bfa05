import { Encoder } from 'socket.io-msgpack-parser'
import { expect, it } from 'vitest'
import { checkPacked } from '../../../src-main/network/link/packed-check.ts'

/** The parser's types promise one packet where it gives a list of them. */
const packed = (data: unknown): Uint8Array => {
  const packet = { type: 2, nsp: '/', data: ['e', data] }
  const [bytes] = new Encoder().encode(packet) as unknown as Uint8Array[]
  return bytes ?? new Uint8Array()
}

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let n = 0; n < depth; n++) value = [value]
  return value
}

it('lets ordinary packets pass, of whatever values', () => {
  const values = [1, -1, 300, 70_000, 2 ** 40, 1.5, 'a', 'b'.repeat(300), null, true]
  const bytes = Buffer.alloc(70_000, 7)
  const message = {
    values,
    map: { a: { b: [] } },
    bytes,
    long: 'x'.repeat(70_000),
    at: new Date(0)
  }
  expect(checkPacked(packed(message))).toBeNull()
  expect(checkPacked(packed(Array.from({ length: 20 }, () => message)))).toBeNull()
})

it('refuses what is nested too deep, too much, too large, or only says so', () => {
  expect(checkPacked(packed(nested(60)))).toBeNull()
  expect(checkPacked(packed(nested(70)))).toBe('too-complex')
  expect(checkPacked(packed(Array.from({ length: 70_000 }, () => 0)))).toBe('too-complex')
  expect(checkPacked(packed('x'.repeat(4_100_000)))).toBe('too-large')
  expect(checkPacked(Buffer.alloc(1_000_000, 0x91))).toBe('too-complex')
  expect(checkPacked(Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]))).toBe('too-complex')
})

it('leaves to the library what is cut short', () => {
  const whole = packed({ text: 'hello', list: [1, 2, 3] })
  for (let at = 0; at < whole.length; at++) expect(checkPacked(whole.subarray(0, at))).toBeNull()
})
