// The app without its window: the real supervisor keeps the real processes, the test plays the window over IPC.
import './clock-child.ts'
import { app, MessageChannelMain, type MessagePortMain } from 'electron'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { networkCalls, type NetworkEvents } from '../../../src-preload/contract/network-calls.ts'
import { openRpc, type CallTable } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreEvents } from '../../../src-preload/contract/store-calls.ts'
import { portFromMain } from '../../../src-main/ports/message-port.ts'
import { forkUtility } from '../../../src-main/supervisor/fork-utility.ts'
import { Supervisor } from '../../../src-main/supervisor/supervisor.ts'
import type { FromRig, RigEvents, RigRequest, RigSetup } from './rig-wire.ts'

type Asks = Record<string, (input: unknown) => Promise<Result<unknown>>>

/** The two ports as a window holds them; each is replaced when its process comes back. */
const asks: Record<'store' | 'network', Asks> = { store: {}, network: {} }

function say(message: FromRig): void {
  process.send?.(message)
}

function tell<Name extends keyof RigEvents>(event: Name, payload: RigEvents[Name]): void {
  // Name and payload belong together by the signature; the union can't show it.
  say({ event, payload } as FromRig)
}

function takePort(of: 'store' | 'network', end: MessagePortMain): void {
  const port = portFromMain(end)
  const hears = Object.fromEntries(
    heard.map((name) => [name, (payload: never) => tell(name, payload)])
  )
  const table: CallTable = of === 'store' ? storeCalls : networkCalls
  const rpc = openRpc<CallTable, CallTable, StoreEvents & NetworkEvents, object>(port, {
    asks: table,
    hears
  })
  asks[of] = rpc.ask
  tell('portArrived', { of })
}

const heard: (keyof StoreEvents | keyof NetworkEvents)[] = [
  'serversChanged',
  'conversationsChanged',
  'rangeChanged',
  'connectionChanged'
]

function openSupervisor(setup: RigSetup): Supervisor {
  return new Supervisor({
    fork: forkUtility,
    makeChannel: () => new MessageChannelMain(),
    handWindow: (other, end) => takePort(other, end as MessagePortMain),
    onChange: (change) => tell('processChanged', change),
    databasePath: setup.databasePath,
    dialectsDir: setup.dialectsDir,
    storeKeys: () => ({ key: setup.storeKey, nextKey: setup.storeKey }),
    onStoreOpened: ({ repair }) => {
      if (repair) tell('storeRepaired', repair)
    },
    // Whoever is told that it was given up presses the button.
    onStoreRefused: () => undefined,
    onArchiveProgress: () => undefined,
    onStoreProgress: () => undefined,
    notices: {
      noticeShown: () => undefined,
      noticesEnded: () => undefined,
      unreadChanged: () => undefined
    },
    language: () => 'en',
    resolveProxy: () => Promise.resolve('DIRECT'),
    now: Date.now
  })
}

async function answer(supervisor: Supervisor, request: RigRequest): Promise<Result<unknown>> {
  const { to, name, input } = request
  if (to !== 'rig') {
    return (await asks[to][name]?.(input)) ?? refuse('process-gone', undefined, true)
  }
  switch (name) {
    case 'pids':
      return done({ store: supervisor.store.pid, network: supervisor.network.pid })
    case 'restart':
      if (input === 'store') supervisor.openStore()
      else supervisor.network.start()
      return done(null)
    case 'wake':
      return (await supervisor.network.ask?.wake({ cause: 'resume' })) ?? done(null)
    case 'stop':
      await supervisor.stop()
      return done(null)
    default:
      return refuse('not-supported')
  }
}

function run(): void {
  const supervisor = openSupervisor(JSON.parse(process.env['FILO_RIG'] ?? '') as RigSetup)
  process.on('message', (request: RigRequest) => {
    void answer(supervisor, request).then((result) => say({ id: request.id, result }))
  })
  // The test is gone: nobody plays the window any more.
  process.on('disconnect', () => app.exit(0))
  supervisor.openStore()
  supervisor.network.start()
  supervisor.windowArrived()
}

// An ESM entry must not wait for this at its top level.
void app.whenReady().then(run)
