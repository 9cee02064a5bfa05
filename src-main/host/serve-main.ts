// Owns the host process's answers to main: one host at a time, opened, shared and closed by call.
import { done, refuse } from '../../src-preload/contract/failure.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { HostProcessCalls, HostState } from '../ports/host-calls.ts'
import { openHost, type Host } from './open-host.ts'

const stopped: HostState = {
  running: false,
  address: null,
  port: null,
  shared: false,
  inviteLink: null,
  clients: 0
}

/** The handlers of `hostProcessCalls`; `tell` hears of every change of state. */
export function hostHandlers(tell: (state: HostState) => void): Handlers<HostProcessCalls> {
  let host: Host | undefined
  return {
    open: async ({ port, dataDir, share, ownerName }) => {
      if (host) return done(host.state)
      const opened = await openHost({
        port,
        dataDir,
        isShared: share,
        hostName: ownerName || undefined
      })
      if (!opened.ok) return opened
      host = opened.value
      host.onStateChanged(tell)
      tell(host.state)
      return done(host.state)
    },
    share: async ({ on }) => (host ? host.share(on) : refuse('host-failed')),
    rotateSecret: async () => (host ? done(await host.rotateSecret()) : refuse('host-failed')),
    state: () => done(host?.state ?? stopped),
    // Others depend on it: to main it never rests.
    ping: () => done({ queue: 0, eventsTotal: host?.requestsTotal ?? 0, isResting: false }),
    close: async () => {
      const closing = host
      host = undefined
      await closing?.close()
      tell(stopped)
      return done(null)
    }
  }
}
