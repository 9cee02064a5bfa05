// The process of the embedded server: how it is started, and with what it is opened.
import { join } from 'node:path'
import type { ProcessChange } from '../../src-preload/contract/app-calls.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Caller } from '../../src-preload/contract/rpc.ts'
import { hostProcessCalls, type HostEvents, type HostProcessCalls } from '../ports/host-calls.ts'
import { forkUtility } from '../supervisor/fork-utility.ts'
import { Supervised, type ProcessDeath } from '../supervisor/supervised.ts'
import type { SettingsFile } from './settings-file.ts'

export interface HostProcessOptions {
  settings: Pick<SettingsFile, 'current'>
  userData: string
  onState: (state: HostEvents['stateChanged']) => void
  onChange: (change: ProcessChange) => void
  onDied: (death: ProcessDeath) => void
}

export function superviseHost(
  options: HostProcessOptions
): Supervised<HostProcessCalls, HostEvents> {
  return new Supervised({
    name: 'host',
    fork: () => forkUtility('host'),
    table: hostProcessCalls,
    hears: { stateChanged: options.onState },
    open: (ask) => openHost(ask, options),
    ping: (ask) => ask.ping({}),
    onRunning: () => undefined,
    onChange: options.onChange,
    onDied: options.onDied,
    now: Date.now
  })
}

// At the same port as last time, so that guests find it again; at any if somebody else took that.
async function openHost(
  ask: Caller<HostProcessCalls>,
  { settings, userData }: HostProcessOptions
): Promise<Result<unknown>> {
  const { hosting, personName } = settings.current
  const dataDir = join(userData, 'host')
  const wanted = { dataDir, share: hosting.shared, ownerName: personName }
  const answer = await ask.open({ ...wanted, port: hosting.port })
  const isTaken = !answer.ok && answer.failure.code === 'host-port-taken' && hosting.port !== 0
  return isTaken ? ask.open({ ...wanted, port: 0 }) : answer
}
