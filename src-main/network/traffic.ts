// What was refused of each server, and whether it is being slowed: counted here, told to the windows.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Refused, ServerTraffic } from '../../src-preload/contract/network-calls.ts'
import type { Clock } from './clock.ts'

/** A server's counters are told at most once in this time, ms. */
const EVERY_MS = 1_000

export class Traffic {
  readonly #clock: Clock
  readonly #tell: (traffic: ServerTraffic) => void
  readonly #servers = new Map<ServerId, ServerTraffic>()
  readonly #resting = new Map<ServerId, { isDirty: boolean }>()

  constructor(clock: Clock, tell: (traffic: ServerTraffic) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  refused(serverId: ServerId, why: Refused, count: number): void {
    const known = this.#of(serverId)
    this.#servers.set(serverId, {
      ...known,
      refused: { ...known.refused, [why]: (known.refused[why] ?? 0) + count }
    })
    this.#news(serverId)
  }

  slowed(serverId: ServerId, slowed: boolean): void {
    this.#servers.set(serverId, { ...this.#of(serverId), slowed })
    this.#news(serverId)
  }

  /** Its connection ended: nothing is slowed. */
  ended(serverId: ServerId): void {
    if (this.#servers.get(serverId)?.slowed) this.slowed(serverId, false)
  }

  forget(serverId: ServerId): void {
    this.#servers.delete(serverId)
  }

  list(): ServerTraffic[] {
    return [...this.#servers.values()]
  }

  #of(serverId: ServerId): ServerTraffic {
    return this.#servers.get(serverId) ?? { serverId, slowed: false, refused: {} }
  }

  #news(serverId: ServerId): void {
    const resting = this.#resting.get(serverId)
    if (resting) resting.isDirty = true
    else this.#say(serverId)
  }

  #say(serverId: ServerId): void {
    const traffic = this.#servers.get(serverId)
    if (!traffic) return
    this.#tell(traffic)
    const rest = { isDirty: false }
    this.#resting.set(serverId, rest)
    this.#clock.after(EVERY_MS, () => {
      this.#resting.delete(serverId)
      if (rest.isDirty) this.#say(serverId)
    })
  }
}
