// The server rail and the conversation lists of one window: told at most ten times a second.
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import type { StoreEvents } from '../../src-preload/contract/store-calls.ts'
import type { Changes } from './changes.ts'
import type { StoreDatabase } from './database.ts'
import { Pace, type PaceClock } from './pace.ts'
import { readConversationsById } from './queries/conversations-read.ts'
import { readServers } from './queries/servers-read.ts'

const LIST_MS = 100

/** How events reach the window. */
export type TellWindow = <Name extends keyof StoreEvents>(
  name: Name,
  payload: StoreEvents[Name]
) => void

export class WindowLists {
  readonly #db: StoreDatabase
  readonly #tell: TellWindow
  readonly #pace: Pace
  readonly #watched = new Set<ServerId>()
  readonly #changed = new Map<ConversationId, ServerId>()
  #areServersChanged = false

  constructor(db: StoreDatabase, tell: TellWindow, clock: PaceClock) {
    this.#db = db
    this.#tell = tell
    this.#pace = new Pace(LIST_MS, () => this.#deliver(), clock)
  }

  watch(serverId: ServerId): void {
    this.#watched.add(serverId)
  }

  unwatch(serverId: ServerId): void {
    this.#watched.delete(serverId)
  }

  hear(changes: Changes): void {
    for (const [id, serverId] of changes.conversations) {
      if (this.#watched.has(serverId)) this.#changed.set(id, serverId)
    }
    if (changes.servers.size > 0) this.#areServersChanged = true
    if (this.#changed.size > 0 || this.#areServersChanged) this.#pace.ask()
  }

  close(): void {
    this.#pace.close()
    this.#watched.clear()
    this.#changed.clear()
  }

  #deliver(): void {
    if (this.#areServersChanged) this.#tell('serversChanged', { servers: readServers(this.#db) })
    this.#areServersChanged = false
    const byServer = new Map<ServerId, ConversationId[]>()
    for (const [id, serverId] of this.#changed) {
      const list = byServer.get(serverId)
      if (list) list.push(id)
      else byServer.set(serverId, [id])
    }
    this.#changed.clear()
    for (const [serverId, ids] of byServer) this.#tellConversations(serverId, ids)
  }

  #tellConversations(serverId: ServerId, ids: readonly ConversationId[]): void {
    if (!this.#watched.has(serverId)) return
    const upserts = readConversationsById(this.#db, ids)
    const found = new Set(upserts.map((conversation) => conversation.id))
    const removedIds = ids.filter((id) => !found.has(id))
    this.#tell('conversationsChanged', { serverId, upserts, removedIds })
  }
}
