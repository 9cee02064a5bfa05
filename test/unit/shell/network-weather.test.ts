// What the window says of the way out reaches who must act on it.
import { expect, test, vi } from 'vitest'
import { NetworkWeather } from '../../../src-main/shell/network-weather.ts'

vi.mock('electron', () => ({
  session: { defaultSession: { forceReloadProxyConfig: () => Promise.resolve() } }
}))

test('a line that begins to cost by the byte is told to who fetches files, and wakes no connection', () => {
  const [wake, onMetered] = [vi.fn(), vi.fn()]
  const weather = new NetworkWeather({ wake, onMetered })
  weather.changed(true, false)
  wake.mockClear()
  onMetered.mockClear()
  weather.changed(true, true)
  expect(weather.isMetered).toBe(true)
  expect(onMetered).toHaveBeenCalledOnce()
  expect(wake).not.toHaveBeenCalled()
  weather.changed(false, false)
  expect(weather.isMetered).toBe(false)
  expect(wake).toHaveBeenCalledExactlyOnceWith('offline')
})
