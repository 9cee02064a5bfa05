// Owns who is here: which people have at least one connected socket.
import type { Peer, Person } from './protocol-events.ts'

/**
 * The seam for presence. On one machine `LocalPresence` counts sockets; hosts on several machines
 * would count in a shared store, which is why asking answers a promise.
 */
export interface Presence {
  arrived(person: Person, socketId: string): void
  left(person: Person, socketId: string): void
  /** Which of these are here. */
  online(personIds: readonly string[]): Promise<ReadonlySet<string>>
  close(): void
}

/** How long changes are gathered, so that a crowd arriving at once is told in a few events. */
const GATHER_MS = 250
/** Most people in one telling, to stay below the packet size. */
const TOLD_AT_ONCE = 500

/** Presence of a host that runs in one process. */
export class LocalPresence implements Presence {
  readonly #tell: (people: Peer[]) => void
  readonly #sockets = new Map<string, Set<string>>()
  readonly #changed = new Map<string, Person>()
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (people: Peer[]) => void) {
    this.#tell = tell
  }

  arrived(person: Person, socketId: string): void {
    const sockets = this.#sockets.get(person.id) ?? new Set()
    this.#sockets.set(person.id, sockets.add(socketId))
    this.#changes(person)
  }

  left(person: Person, socketId: string): void {
    const sockets = this.#sockets.get(person.id)
    sockets?.delete(socketId)
    if (sockets?.size !== 0) return
    this.#sockets.delete(person.id)
    this.#changes(person)
  }

  async online(personIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(personIds.filter((id) => this.#sockets.has(id)))
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #changes(person: Person): void {
    this.#changed.set(person.id, person)
    this.#timer ??= setTimeout(() => this.#tellChanges(), GATHER_MS)
  }

  #tellChanges(): void {
    this.#timer = undefined
    const people = [...this.#changed.values()].map((person) => ({
      ...person,
      online: this.#sockets.has(person.id)
    }))
    this.#changed.clear()
    for (let start = 0; start < people.length; start += TOLD_AT_ONCE) {
      this.#tell(people.slice(start, start + TOLD_AT_ONCE))
    }
  }
}
