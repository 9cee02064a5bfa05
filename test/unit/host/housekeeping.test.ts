import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Housekeeping } from '../../../src-main/host/housekeeping.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks once after something was told, however much it was, and then rests', () => {
  const look = vi.fn(() => false)
  const house = new Housekeeping(look)
  expect(vi.getTimerCount()).toBe(0)
  for (let told = 0; told < 50; told++) house.soon()
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(look).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

it('looks again for as long as somebody has not taken all, though nothing more is told', () => {
  let waiting = 3
  const look = vi.fn(() => --waiting > 0)
  new Housekeeping(look).soon()
  vi.advanceTimersByTime(60_000)
  expect(look).toHaveBeenCalledTimes(3)
  expect(vi.getTimerCount()).toBe(0)
})

it('looks no more once the host is closed', () => {
  const look = vi.fn(() => true)
  const house = new Housekeeping(look)
  house.soon()
  house.close()
  vi.advanceTimersByTime(60_000)
  expect(look).not.toHaveBeenCalled()
})
