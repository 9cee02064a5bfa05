// Decides when a login over HTTP is to be made anew: once when the server does not take the last one any more.
import type { Failure, FailureCode } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Clock } from './clock.ts'
import type { Epoch } from './thread-calls.ts'

/** By these a server may say that it does not know a token or a cookie. */
const strangerCodes: readonly FailureCode[] = [
  'login-needed',
  'secret-wrong',
  'server-refused',
  'not-allowed',
  'server-login-page'
]
/** A login younger than this is not to blame, ms. */
const FRESH_MS = 60_000

export class Renewal {
  readonly #clock: Clock
  readonly #logsIn: (serverId: ServerId) => boolean
  readonly #stale = new Set<ServerId>()
  readonly #lastLogin = new Map<ServerId, { epoch: number; at: number }>()

  /** `logsIn`: whether the server's dialect has a login over HTTP. */
  constructor(clock: Clock, logsIn: (serverId: ServerId) => boolean) {
    this.#clock = clock
    this.#logsIn = logsIn
  }

  /** Whether what the last login gave is to be forgotten now. */
  isStale(serverId: ServerId): boolean {
    return this.#stale.has(serverId)
  }

  /** A login was made for this connection. */
  loggedIn({ serverId, epoch }: Epoch): void {
    this.#stale.delete(serverId)
    this.#lastLogin.set(serverId, { epoch, at: this.#clock.elapsed() })
  }

  /** When the last login was made, ms of the clock; null: none since the start. */
  lastAt(serverId: ServerId): number | null {
    return this.#lastLogin.get(serverId)?.at ?? null
  }

  forget(serverId: ServerId): void {
    this.#stale.delete(serverId)
    this.#lastLogin.delete(serverId)
  }

  /** The failure of a connection: one that a new login may mend is tried again by itself, once. */
  judge({ serverId, epoch }: Epoch, failure: Failure): Failure {
    if (!this.#logsIn(serverId) || !strangerCodes.includes(failure.code)) return failure
    const isOld = this.#lastLogin.get(serverId)?.epoch !== epoch && !this.#stale.has(serverId)
    // A new one is made in any case when somebody tries again.
    this.#stale.add(serverId)
    return isOld ? { ...failure, retry: true } : failure
  }

  /** The server did not know who asked over HTTP; true where the connection is to be made anew. */
  renew({ serverId }: Epoch): boolean {
    const last = this.#lastLogin.get(serverId)
    const isFresh = last !== undefined && this.#clock.elapsed() - last.at < FRESH_MS
    if (!this.#logsIn(serverId) || isFresh) return false
    this.#stale.add(serverId)
    return true
  }
}
