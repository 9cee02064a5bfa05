// Holds when so much counts as a flood, and that it ends.
import { expect, it } from 'vitest'
import { Flow } from '../../../src-main/store/flow.ts'

it('is a flood once many came within half a second, however they came', () => {
  const flow = new Flow()
  flow.came(700, 0)
  flow.came(700, 100)
  expect(flow.isFlood(100)).toBe(false)
  flow.came(100, 200)
  expect(flow.isFlood(200)).toBe(true)
})

it('is none where as many come slowly', () => {
  const flow = new Flow()
  for (let at = 0; at < 10_000; at += 10) flow.came(10, at)
  expect(flow.isFlood(10_000)).toBe(false)
})

it('goes on as long as it goes on', () => {
  const flow = new Flow()
  for (let at = 0; at <= 3_000; at += 25) flow.came(500, at)
  expect(flow.isFlood(3_010)).toBe(true)
})

it('is over after half a second with little, and after a second with nothing', () => {
  const flow = new Flow()
  flow.came(5_000, 0)
  flow.came(10, 600)
  expect(flow.isFlood(700)).toBe(true)
  flow.came(10, 1_200)
  expect(flow.isFlood(1_200)).toBe(false)
  flow.came(5_000, 2_000)
  expect(flow.isFlood(3_001)).toBe(false)
})
