// What the page tells its preload of floods.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Wires } from '../../../src-renderer/state/wires.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('has memory given back once, when a flood is over and not before', () => {
  const rest = vi.fn()
  const wires = new Wires()
  const page = { addEventListener: () => undefined, filo: { ready: () => undefined, rest } }
  // Of a window it uses no more than this.
  wires.listen(page as unknown as Window, () => undefined)
  for (let change = 0; change < 100; change++) {
    wires.flooded()
    vi.advanceTimersByTime(50)
  }
  expect(rest).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(rest).toHaveBeenCalledOnce()
})
