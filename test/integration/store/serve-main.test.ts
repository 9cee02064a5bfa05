// Holds what the store process does for main: ports that come before the file is open are served afterwards.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRpc, type CallTable } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { WorkSign } from '../../../src-main/ports/work-sign.ts'
import { makeMainSide } from '../../../src-main/store/serve-main.ts'
import { sameThread } from './file-rig.ts'
import { must } from './store-rig.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-main-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('opens once, serves early ports, and closes', async () => {
  const side = makeMainSide({
    sign: new WorkSign(() => undefined),
    thread: sameThread,
    tell: () => undefined,
    archiveDir: ''
  })
  const [near, far] = portPair()
  side.onPort('window', far)
  const { ask } = openRpc<CallTable, StoreCalls, object, object>(near, { asks: storeCalls })
  const early = ask.listServers({})
  const file = { path: join(folder, 'store.db'), key: 'a'.repeat(64), nextKey: null }
  expect(must(await side.handlers.open(file)).schemaVersion).toBe(schemaSteps.length)
  expect(await early).toEqual({ ok: true, value: [] })
  expect(await side.handlers.open(file)).toMatchObject({ failure: { code: 'not-allowed' } })
  expect(must(await side.handlers.ping({}))).toMatchObject({ queue: 0, eventsTotal: 0 })
  must(await side.handlers.close({}))
  expect(await ask.listServers({})).toMatchObject({ failure: { code: 'process-gone' } })
})

it('answers main with why a file cannot be opened', async () => {
  const side = makeMainSide({
    sign: new WorkSign(() => undefined),
    thread: sameThread,
    tell: () => undefined,
    archiveDir: ''
  })
  const opened = await side.handlers.open({ path: folder, key: null, nextKey: null })
  expect(opened).toMatchObject({ ok: false })
})
