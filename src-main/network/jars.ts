// The cookies of all servers: one jar each, kept by the store a moment after it changed.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Clock } from './clock.ts'
import { CookieJar } from './link/cookie-jar.ts'

/** Several cookies that come together are kept together, ms. */
const KEEP_AFTER_MS = 200

export class Jars {
  readonly #clock: Clock
  readonly #keep: (serverId: ServerId, cookies: string) => void
  readonly #jars = new Map<ServerId, CookieJar>()

  constructor(clock: Clock, keep: (serverId: ServerId, cookies: string) => void) {
    this.#clock = clock
    this.#keep = keep
  }

  /** The jar of a server; `kept` fills it when it is opened for the first time. */
  of(serverId: ServerId, kept: string): CookieJar {
    const known = this.#jars.get(serverId)
    if (known) return known
    const jar = new CookieJar(kept)
    let isPlanned = false
    jar.onChanged = () => {
      if (isPlanned) return
      isPlanned = true
      this.#clock.after(KEEP_AFTER_MS, () => {
        isPlanned = false
        if (this.#jars.get(serverId) === jar) this.#keep(serverId, jar.text())
      })
    }
    this.#jars.set(serverId, jar)
    return jar
  }

  forget(serverId: ServerId): void {
    this.#jars.delete(serverId)
  }
}
