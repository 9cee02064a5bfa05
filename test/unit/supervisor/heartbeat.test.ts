import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat, type Sign } from '../../../src-main/supervisor/heartbeat.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_234_567 }))
afterEach(() => void vi.useRealTimers())

function start(ping: () => Promise<Sign>) {
  const pingedAt: number[] = []
  const hung = vi.fn()
  const heartbeat = new Heartbeat({
    ping: () => {
      pingedAt.push(Date.now())
      return ping()
    },
    onHung: hung,
    now: () => Date.now()
  })
  return { pingedAt, hung, heartbeat }
}
const working = (): Promise<Sign> => Promise.resolve('working')
const resting = (): Promise<Sign> => Promise.resolve('resting')
const never = (): Promise<Sign> => new Promise(() => undefined)

it('asks after all processes at the same moments, whenever each of them was started', async () => {
  const first = start(working)
  await vi.advanceTimersByTimeAsync(3_210)
  const second = start(working)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(second.pingedAt).toEqual(first.pingedAt)
  expect(first.pingedAt).toHaveLength(3)
})

it('has one timer whatever it waits for, and none once it was stopped', async () => {
  const { heartbeat } = start(resting)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(70_000)
  expect(vi.getTimerCount()).toBe(1)
  heartbeat.stop()
  heartbeat.attend()
  expect(vi.getTimerCount()).toBe(0)
})

it('asks once a minute while the process rests, and closely again from when it is needed', async () => {
  const { heartbeat, pingedAt } = start(resting)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  expect(pingedAt.length).toBeLessThanOrEqual(11)
  pingedAt.length = 0
  await vi.advanceTimersByTimeAsync(5_000)
  heartbeat.attend()
  await vi.advanceTimersByTimeAsync(11_000)
  expect(pingedAt).toHaveLength(1)
})

it('takes two silences for a hang, and one for none', async () => {
  let isSilent = true
  const { hung } = start(() => (isSilent ? never() : working()))
  await vi.advanceTimersByTimeAsync(14_000)
  isSilent = false
  await vi.advanceTimersByTimeAsync(30_000)
  expect(hung).not.toHaveBeenCalled()
  isSilent = true
  await vi.advanceTimersByTimeAsync(30_000)
  expect(hung).toHaveBeenCalledOnce()
})

it('does not count what stayed unanswered while everything slept', async () => {
  const { hung } = start(never)
  for (let night = 0; night < 5; night++) {
    await vi.advanceTimersByTimeAsync(4_000)
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(6_000)
  }
  expect(hung).not.toHaveBeenCalled()
})
