// What the store process does for main: open, ping, close; ports that come before `open` wait for it.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type {
  PortRole,
  StoreOpened,
  StoreProcessCalls,
  StoreProcessEvents
} from '../ports/process-calls.ts'
import type { FileThread } from './file/file-thread.ts'
import { FileKeeper, type OpenRequest } from './file/file-keeper.ts'
import type { PaceClock } from './pace.ts'
import type { Store } from './store.ts'

export interface MainSide {
  handlers: Handlers<StoreProcessCalls>
  onPort: (role: PortRole, port: Port) => void
}

export interface MainSideOptions {
  thread: FileThread
  tell: <Name extends keyof StoreProcessEvents>(
    name: Name,
    payload: StoreProcessEvents[Name]
  ) => void
  clock?: PaceClock
}

export function makeMainSide(options: MainSideOptions): MainSide {
  const keeper = new FileKeeper(options)
  let store: Store | null = null
  let isOpening = false
  let waiting: (() => void)[] = []
  const serve = (role: PortRole, port: Port): void => {
    if (role === 'window') store?.serveWindow(port)
    else if (role === 'network') store?.serveNetwork(port)
    else port.close()
  }
  const open = async (request: OpenRequest): Promise<Result<StoreOpened>> => {
    const startedAt = performance.now()
    const opened = await keeper.open(request)
    if (!opened.ok) return opened
    store = opened.value.store
    for (const served of waiting) served()
    waiting = []
    const { isNext, repair } = opened.value
    return done({
      schemaVersion: store.schemaVersion,
      openedInMs: Math.round(performance.now() - startedAt),
      key: isNext ? 'next' : 'current',
      repair
    })
  }
  return {
    handlers: {
      open: async (request) => {
        if (store || isOpening) return refuse('not-allowed')
        isOpening = true
        return open(request).finally(() => (isOpening = false))
      },
      repairHeard: ({ at }) => done(keeper.forgetReport(at)),
      ping: () => done(store?.ping() ?? { queue: 0, eventsTotal: 0 }),
      close: () => {
        keeper.close()
        store?.close()
        store = null
        return done(null)
      }
    },
    onPort: (role, port) => {
      if (store) serve(role, port)
      else waiting.push(() => serve(role, port))
    }
  }
}
