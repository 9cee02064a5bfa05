// Holds when the keeper of updates looks by itself, with an engine that finds nothing.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { UpdateSettings } from '../../../src-preload/contract/updates.ts'
import { UpdateKeeper } from '../../../src-main/updater/update-keeper.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const check = vi.fn(() => Promise.resolve(null))
let settings: UpdateSettings
let keeper: UpdateKeeper

beforeEach(() => {
  // Modules are loaded in real time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  check.mockClear()
  settings = { channel: 'stable', automatic: true, feed: '' }
  keeper = new UpdateKeeper({
    makeEngine: () =>
      Promise.resolve({ check, download: () => Promise.resolve(), install: () => false }),
    kind: 'self',
    origin: 'app-image',
    releases: null,
    current: '1.0.0',
    undone: null,
    settings: () => settings,
    policy: () => ({}),
    room: () => Promise.resolve({ fetching: 0, installing: 0 }),
    parseNotes: () => Promise.resolve([]),
    onChange: () => undefined,
    now: Date.now,
    random: () => 0.5
  })
  keeper.start()
})
afterEach(() => {
  keeper.stop()
  vi.useRealTimers()
})

async function aDay(): Promise<void> {
  for (let hour = 0; hour < 24; hour++) {
    await vi.advanceTimersByTimeAsync(HOUR)
    await new Promise((turn) => setImmediate(turn))
  }
}

it('looks some minutes after the start and every few hours, until Filo ends', async () => {
  await vi.advanceTimersByTimeAsync(4 * MINUTE)
  expect(check).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(6 * MINUTE)
  await vi.waitFor(() => expect(keeper.state.phase).toBe('idle'))
  expect(check).toHaveBeenCalledOnce()
  await aDay()
  expect(check.mock.calls.length).toBeGreaterThanOrEqual(5)
  expect(check.mock.calls.length).toBeLessThanOrEqual(9)
  const before = check.mock.calls.length
  keeper.stop()
  await aDay()
  expect(check).toHaveBeenCalledTimes(before)
})

it('looks only when it is asked to, where the person wants that', async () => {
  settings = { ...settings, automatic: false }
  await aDay()
  expect(check).not.toHaveBeenCalled()
  keeper.check()
  await vi.advanceTimersByTimeAsync(0)
  expect(check).toHaveBeenCalledOnce()
})
