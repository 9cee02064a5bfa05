// What waits for the first view: begun by it, or after a while without it, and never twice.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OnceDrawn } from '../../../src-main/shell/once-drawn.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it begins when the window is drawn, and only once', () => {
  const work = vi.fn()
  const later = new OnceDrawn(work)
  later.expect()
  expect(work).not.toHaveBeenCalled()
  later.begin()
  later.begin()
  vi.advanceTimersByTime(60_000)
  expect(work).toHaveBeenCalledOnce()
})

test('a window that never says so holds it up for seconds only', () => {
  const work = vi.fn()
  new OnceDrawn(work).expect()
  vi.advanceTimersByTime(4_000)
  expect(work).toHaveBeenCalledOnce()
})

test('when Filo ends first, it does not begin any more', () => {
  const work = vi.fn()
  const later = new OnceDrawn(work)
  later.expect()
  later.cancel()
  later.begin()
  vi.advanceTimersByTime(60_000)
  expect(work).not.toHaveBeenCalled()
})
