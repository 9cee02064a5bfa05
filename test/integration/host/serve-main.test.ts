// The host process's answers to main, over a port as main would use it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openRpc } from '../../../src-preload/contract/rpc.ts'
import { hostHandlers } from '../../../src-main/host/serve-main.ts'
import {
  hostProcessCalls,
  type HostEvents,
  type HostProcessCalls,
  type HostState
} from '../../../src-main/ports/host-calls.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'

it('opens, shares, tells its state and closes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'filo-serve-'))
  const told: HostState[] = []
  const [mainEnd, hostEnd] = portPair()
  const host = openRpc<HostProcessCalls, Record<string, never>, object, HostEvents>(hostEnd, {
    answers: {
      table: hostProcessCalls,
      handlers: hostHandlers((state) => host.tell('stateChanged', state))
    }
  })
  const main = openRpc<Record<string, never>, HostProcessCalls, HostEvents, object>(mainEnd, {
    asks: hostProcessCalls,
    hears: { stateChanged: (state) => told.push(state) }
  })
  const early = await main.ask.share({ on: true })
  const opened = await main.ask.open({ port: 0, dataDir, share: false, ownerName: 'Anna' })
  const shared = await main.ask.share({ on: true })
  const closed = await main.ask.close({})
  const after = await main.ask.state({})
  main.close()
  rmSync(dataDir, { recursive: true })
  expect(early).toMatchObject({ ok: false, failure: { code: 'host-failed' } })
  expect(opened).toMatchObject({ ok: true, value: { running: true, shared: false, clients: 0 } })
  expect(shared).toMatchObject({ ok: true, value: { shared: true } })
  expect(shared.ok && shared.value.inviteLink).toContain('filo://connect?url=')
  expect([closed, after]).toMatchObject([{ ok: true }, { ok: true, value: { running: false } }])
  expect(told.map(({ running, shared }) => [running, shared])).toEqual([
    [true, false],
    [true, true],
    [false, false]
  ])
})
