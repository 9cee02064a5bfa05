// What waits in the store while nothing happens: once a day it looks for what is not to be kept, and nothing else.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'
import { must } from './store-rig.ts'

const DAY_MS = 86_400_000

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-rest-'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

it('looks at its indexes once, and from then on waits for the next day only', async () => {
  const clock = new FakeClock()
  const wait = {
    now: () => clock.elapsed(),
    after: (delayMs: number, work: () => void) => clock.after(delayMs, work)
  }
  store = must(openStore({ path: join(folder, 'store.db'), encryptionKey: null, clock: wait }))
  await clock.pass(120_000)
  const waits = clock.waits
  expect(waits.length).toBeLessThanOrEqual(1)
  expect(waits.every((ms) => ms > DAY_MS / 2)).toBe(true)
})
