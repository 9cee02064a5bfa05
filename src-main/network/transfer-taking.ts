// Takes from the store what may move now: all that waits for a server that is there, else what lies with others.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { FilePlace, TransferJob } from '../ports/transfer-calls.ts'
import type { Clock } from './clock.ts'
import type { Roster } from './roster.ts'
import type { StoreDoor } from './store-door.ts'

export interface TransferTakingOptions {
  clock: Clock
  roster: Roster
  store: StoreDoor
  /** How many more of a server's files may move. */
  room: (serverId: ServerId) => number
  isElsewhere: (serverId: ServerId, place: FilePlace) => boolean
  onTaken: (job: TransferJob) => void
}

interface Taken {
  jobs: TransferJob[]
  /** ms since 1970; null: none waits for its time. */
  nextAt: number | null
}

export class TransferTaking {
  readonly #options: TransferTakingOptions
  readonly #asking = new Set<ServerId>()
  /** More came while it was asked. */
  readonly #again = new Set<ServerId>()
  /** Servers that are away, with files that lie with others. */
  readonly #elsewhere = new Set<ServerId>()
  readonly #later = new Map<ServerId, () => void>()

  constructor(options: TransferTakingOptions) {
    this.#options = options
  }

  /** Takes as many of a server's as there is room for; the rest when there is. */
  async take(serverId: ServerId): Promise<void> {
    const { roster, room } = this.#options
    if (this.#asking.has(serverId)) return void this.#again.add(serverId)
    const limit = room(serverId)
    if (limit < 1 || !roster.get(serverId)) return
    this.#asking.add(serverId)
    const taken = await this.#ask(serverId, limit)
    this.#asking.delete(serverId)
    if (taken) this.#took(serverId, taken)
    if (this.#again.delete(serverId)) void this.take(serverId)
  }

  /** There is room again, for whichever server has something. */
  takeOfAny(): void {
    for (const { link, isJoined } of this.#options.roster.all()) {
      if (isJoined || this.#elsewhere.has(link.serverId)) void this.take(link.serverId)
    }
  }

  forget(serverId: ServerId): void {
    this.#later.get(serverId)?.()
    this.#later.delete(serverId)
    this.#elsewhere.delete(serverId)
  }

  close(): void {
    for (const undo of this.#later.values()) undo()
  }

  async #ask(serverId: ServerId, limit: number): Promise<Taken | null> {
    const { roster, store, isElsewhere } = this.#options
    if (roster.get(serverId)?.isJoined) {
      this.#elsewhere.delete(serverId)
      const taken = await store.ask.takeTransfers({ serverId, limit })
      return taken.ok ? taken.value : null
    }
    const waiting = await store.ask.waitingPlaces({ serverId })
    const places = waiting.ok ? waiting.value : []
    const found = places.filter((place) => isElsewhere(serverId, place))
    if (found.length === 0) {
      this.#elsewhere.delete(serverId)
      return null
    }
    this.#elsewhere.add(serverId)
    const fileIds = found.map(({ fileId }) => fileId)
    const taken = await store.ask.takeTransfers({ serverId, limit, fileIds })
    return taken.ok ? taken.value : null
  }

  #took(serverId: ServerId, { jobs, nextAt }: Taken): void {
    const { clock, onTaken } = this.#options
    for (const job of jobs) onTaken(job)
    this.#later.get(serverId)?.()
    this.#later.delete(serverId)
    if (nextAt === null) return
    const waitMs = Math.max(50, nextAt - clock.now())
    this.#later.set(
      serverId,
      clock.after(waitMs, () => void this.take(serverId))
    )
  }
}
