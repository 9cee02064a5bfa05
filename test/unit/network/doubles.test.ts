// What counts as told twice.
import { expect, it } from 'vitest'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { Doubles } from '../../../src-main/network/receiver/doubles.ts'

const message = (remoteId: string, text = 'hello'): KeptEvent => ({
  kind: 'message',
  conversation: { remoteId: 'room', kind: 'room', title: null, peer: null },
  message: {
    ...{ remoteId, clientId: null, author: { id: 'ada', name: 'Ada' }, own: false, text, time: 1 },
    ...{ seq: null, edited: false, deleted: false, notice: false, replyTo: null, reactions: [] }
  }
})

it('the same message told again is a double, with other words it is not', () => {
  const doubles = new Doubles()
  expect(doubles.isDouble(message('1'))).toBe(false)
  expect(doubles.isDouble(message('1'))).toBe(true)
  expect(doubles.isDouble(message('1', 'edited'))).toBe(false)
  expect(doubles.isDouble(message('1', 'edited'))).toBe(true)
})

it('the last two thousand are remembered, and not all that ever came', () => {
  const doubles = new Doubles()
  const tell = (from: number, to: number): boolean[] =>
    Array.from({ length: to - from }, (_, index) => doubles.isDouble(message(`${from + index}`)))
  tell(0, 3_000)
  expect(tell(1_000, 3_000)).not.toContain(false)
  tell(3_000, 9_000)
  expect(doubles.isDouble(message('0'))).toBe(false)
})
