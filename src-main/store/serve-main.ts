// What the store process does for main: open, ping, close; ports that come before `open` wait for it.
import { done, refuse } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { PortRole, StoreProcessCalls } from '../ports/process-calls.ts'
import { openStore, type Store } from './store.ts'

export interface MainSide {
  handlers: Handlers<StoreProcessCalls>
  onPort: (role: PortRole, port: Port) => void
}

export function makeMainSide(): MainSide {
  let store: Store | null = null
  let waiting: (() => void)[] = []
  const serve = (role: PortRole, port: Port): void => {
    if (role === 'window') store?.serveWindow(port)
    else if (role === 'network') store?.serveNetwork(port)
    else port.close()
  }
  return {
    handlers: {
      open: ({ path, key }) => {
        if (store) return refuse('not-allowed')
        const startedAt = performance.now()
        const opened = openStore({ path, encryptionKey: key })
        if (!opened.ok) return opened
        store = opened.value
        for (const served of waiting) served()
        waiting = []
        const openedInMs = Math.round(performance.now() - startedAt)
        const { schemaVersion } = store
        return done({ schemaVersion, openedInMs, key: 'current' as const, repair: null })
      },
      repairHeard: () => done(null),
      ping: () => done(store?.ping() ?? { queue: 0, eventsTotal: 0 }),
      close: () => {
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
