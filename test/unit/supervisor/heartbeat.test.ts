import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startHeartbeat } from '../../../src-main/supervisor/heartbeat.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_234_567 }))
afterEach(() => void vi.useRealTimers())

function start(ping: () => Promise<boolean>) {
  const pingedAt: number[] = []
  const hung = vi.fn()
  const stop = startHeartbeat({
    ping: () => {
      pingedAt.push(Date.now())
      return ping()
    },
    onHung: hung,
    now: () => Date.now()
  })
  return { pingedAt, hung, stop }
}
const never = (): Promise<boolean> => new Promise(() => undefined)

it('asks all processes at the same moments, whenever each of them was started', async () => {
  const first = start(() => Promise.resolve(true))
  await vi.advanceTimersByTimeAsync(3_210)
  const second = start(() => Promise.resolve(true))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(second.pingedAt).toEqual(first.pingedAt)
  expect(first.pingedAt).toHaveLength(3)
})

it('waits for nothing but the next moment once it was answered', async () => {
  const { pingedAt, stop } = start(() => Promise.resolve(true))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(pingedAt).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(1)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('takes two silences for a hang, and one for none', async () => {
  let isSilent = true
  const { hung } = start(() => (isSilent ? never() : Promise.resolve(true)))
  await vi.advanceTimersByTimeAsync(14_000)
  isSilent = false
  await vi.advanceTimersByTimeAsync(30_000)
  expect(hung).not.toHaveBeenCalled()
  isSilent = true
  await vi.advanceTimersByTimeAsync(30_000)
  expect(hung).toHaveBeenCalledOnce()
})
