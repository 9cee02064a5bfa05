// Listens to an engine through its guard: the same for the clients of all generations.
import type { ClientOptions } from './client.ts'
import { tapSockets, type CookieHeaders } from './cookie-taps.ts'
import { guardOf, type EngineGuard } from './engine-guard.ts'
import type { Malformed } from './packet-check.ts'

export interface BehindGuard extends Pick<ClientOptions, 'target' | 'listeners'> {
  /** Where cookies that the server sets are kept. */
  headers: CookieHeaders
  /** What came is not Socket.IO; `why` says in which way. */
  onMalformed: (why: Malformed) => void
}

/** Call right after the engine was made: nothing is heard from it before the next turn. */
export function listenBehindGuard(engine: object, options: BehindGuard): EngineGuard {
  const { target, listeners, headers, onMalformed } = options
  tapSockets(engine, (set) => headers.take(set))
  const guard = guardOf(engine)
  guard.listen({
    namespace: target.namespace,
    isPacked: target.parser === 'msgpack',
    onCookies: (set) => headers.take(set),
    onPacket: (bytes) => listeners.onPacket?.(bytes),
    onRefused: (why) => listeners.onRefusedPacket?.(why),
    onMalformed
  })
  return guard
}
