import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import type { Start } from '../../scripts/bundle-starts.ts'

const KB = 1_000

/** What each may load before its first line runs, and what it only needs when something is wanted of it. */
const BOUNDS: Record<string, { size: number; without: string[] }> = {
  main: { size: 265 * KB, without: ['electron-updater', 'fflate', '@jellybrick/dbus-next'] },
  'store.process': { size: 620 * KB, without: ['intl-messageformat'] },
  'network.process': {
    size: 1_300 * KB,
    without: [
      ...['socks', 'ip-address', 'smart-buffer', 'http-proxy-agent', 'https-proxy-agent'],
      ...['socket.io-client-2', 'socket.io-msgpack-parser-2', 'tus-js-client']
    ]
  },
  'receiver.thread': { size: 600 * KB, without: ['socket.io-client', 'tough-cookie'] },
  'sender.thread': { size: 470 * KB, without: ['socket.io-client', 'tough-cookie'] },
  'monitor.thread': { size: 75 * KB, without: ['@marcbachmann/cel-js'] },
  'transfers.thread': { size: 340 * KB, without: ['socks', 'ip-address', 'socket.io-client'] },
  index: { size: 520 * KB, without: [] }
}

function starts(side: 'main' | 'renderer'): Record<string, Start> {
  const text = readFileSync(new URL(`../../out/starts/${side}.json`, import.meta.url), 'utf8')
  return JSON.parse(text) as Record<string, Start>
}

const all = { ...starts('main'), ...starts('renderer') }
for (const [entry, { size, without }] of Object.entries(BOUNDS))
  test(`${entry} loads at its start what a start needs`, () => {
    const start = all[entry]
    expect(start?.packages).toContain('birpc')
    expect(start?.packages.filter((name) => without.includes(name))).toEqual([])
    expect(start?.size).toBeLessThan(size)
  })

test('no bundle of a process holds a character that would make V8 keep it in twice the memory', () => {
  for (const start of Object.values(all)) expect(start.wide).toEqual([])
})
