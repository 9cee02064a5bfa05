// Windows that have come to rest: an empty one, and Filo at servers that are there and say nothing.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { Host } from '../../../src-main/host/open-host.ts'
import { LOBBY, openBenchHost } from './bench-host.ts'
import { enterHost } from './guest.ts'
import { openHere, serverIdOf } from './history.ts'
import { must } from './must.ts'
import { startEmpty, startFilo } from './windows.ts'

const TIMEOUT_MS = 120_000
/** What was said at each server. */
const MESSAGES = 50

export interface Resting {
  pid: number
  page: Page
  close: () => Promise<void>
}

/** An empty window that has been left alone for a while. */
export async function restEmpty(folder: string, settleMs: number): Promise<Resting> {
  const { app, page } = await startEmpty(folder)
  await page.locator('#ready').waitFor()
  await left(settleMs)
  return { pid: pserverIdOf(app.process().pid), page, close: () => app.close() }
}

/** Filo with a person's folder, its last conversation drawn and its server reached, left alone for a while. */
export async function restFilo(
  folder: string,
  { settleMs, isReached }: { settleMs: number; isReached: boolean }
): Promise<Resting> {
  const { app, page } = await startFilo(folder)
  await page.getByRole('log', { name: 'Messages' }).getByRole('article').first().waitFor()
  if (isReached) {
    const status = page.getByRole('status', { name: 'Connection' })
    await status.getByText('Connected').waitFor({ timeout: TIMEOUT_MS })
  }
  await left(settleMs)
  return { pid: pserverIdOf(app.process().pid), page, close: () => app.close() }
}

export interface ManyServers {
  /** The person who is at all of them. */
  folder: string
  close: () => Promise<void>
}

/** As many servers as wanted, and a person who is known at each and was last at the first. */
export async function openServers(folder: string, count: number): Promise<ManyServers> {
  mkdirSync(folder)
  const hosts: Host[] = []
  for (let number = 0; number < count; number++) {
    const host = await openBenchHost(join(folder, `host-${number}`))
    const guest = await enterHost(host.address, 'Bo')
    for (let said = 0; said < MESSAGES; said++) await guest.send(LOBBY, `Words number ${said}`)
    guest.close()
    hosts.push(host)
  }
  const person = join(folder, 'person')
  mkdirSync(person)
  const addresses = hosts.map(({ address }) => address)
  const lastServerId = await knowServers(join(person, 'filo.sqlite'), addresses)
  writeFileSync(join(person, 'settings.json'), JSON.stringify({ lastServerId }))
  const close = async (): Promise<void> => {
    for (const host of hosts) await host.close()
  }
  return { folder: person, close }
}

/** Adds the servers to a fresh history; answers with the first. */
async function knowServers(path: string, addresses: readonly string[]): Promise<string> {
  const { store, window } = openHere(path)
  const ids = addresses.map((_, number) => serverIdOf(number))
  for (const [number, url] of addresses.entries()) {
    must(
      await window.addServer({
        id: serverIdOf(number),
        name: `Server ${number + 1}`,
        connect: { url },
        dialectId: 'filo',
        login: { name: 'Ada', key: serverIdOf(number) }
      })
    )
  }
  store.close()
  return ids[0] ?? ''
}

function left(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms))
}

function pserverIdOf(pid: number | undefined): number {
  if (pid === undefined) throw new Error('the window did not start')
  return pid
}
