// One write transaction: what it touches is loaded once, written back at its end, and told afterwards.
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import type { Changes } from './changes.ts'
import type { StoreDatabase } from './database.ts'
import { makeRoom } from './make-room.ts'
import type { MessageIds } from './message-ids.ts'
import { OpenConversation } from './open-conversation.ts'
import {
  countConversations,
  readConversationByRemoteId,
  readConversationRow
} from './queries/conversations-read.ts'
import { insertConversation } from './queries/conversations-write.ts'
import { insertMessages, type NewMessage } from './queries/messages-insert.ts'
import { loginOf, readServerRow } from './queries/servers-read.ts'
import { findKnownClientIds, findKnownRemoteIds } from './queries/stored-messages.ts'

/** A server that names more than these is refused further ones, so that it cannot fill the disk. */
const CONVERSATIONS_PER_SERVER = 20_000

/** What a conversation is made with when a server first names it. */
export interface ConversationStart {
  joined: boolean
  topic: string | null
  createdAt: number
}

export class WriteSession {
  readonly db: StoreDatabase
  readonly changes: Changes
  readonly ids: MessageIds
  /** ms since 1970 when the transaction began. */
  readonly now: number
  /** How long the computer had run then, ms: goes on evenly whatever the wall clock is set to. */
  readonly uptime: number
  /** The words of new messages go into their index in the background: more comes than that allows. */
  areWordsLater = false
  readonly #byId = new Map<ConversationId, OpenConversation>()
  readonly #byRemoteId = new Map<string, OpenConversation>()
  readonly #counts = new Map<ServerId, number>()
  /** Ids that clients made: those that were looked for, and those of them that are stored. */
  readonly #clientIds = { asked: new Set<string>(), stored: new Set<string>() }
  #waiting: NewMessage[] = []

  constructor(parts: {
    db: StoreDatabase
    changes: Changes
    ids: MessageIds
    now: number
    uptime: number
  }) {
    this.db = parts.db
    this.changes = parts.changes
    this.ids = parts.ids
    this.now = parts.now
    this.uptime = parts.uptime
  }

  /** A conversation by its row id; null if it is gone. */
  conversation(id: ConversationId): OpenConversation | null {
    const open = this.#byId.get(id)
    if (open) return open
    const row = readConversationRow(this.db, id)
    return row ? this.#keep(new OpenConversation(this.db, row)) : null
  }

  /** A conversation as its server names it; null if it was never named. */
  namedConversation(serverId: ServerId, remoteId: string): OpenConversation | null {
    const open = this.#byRemoteId.get(keyOf(serverId, remoteId))
    if (open) return open
    const row = readConversationByRemoteId(this.db, serverId, remoteId)
    return row ? this.#keep(new OpenConversation(this.db, row)) : null
  }

  /** The same, made if it was not there; null only where the server has too many. */
  ensureConversation(
    serverId: ServerId,
    ref: ConversationRef,
    start: ConversationStart
  ): OpenConversation | null {
    const found = this.namedConversation(serverId, ref.remoteId)
    if (found) return found
    const count = this.#counts.get(serverId) ?? countConversations(this.db, serverId)
    this.#counts.set(serverId, count + 1)
    if (count >= CONVERSATIONS_PER_SERVER) return null
    const id = insertConversation(this.db, { serverId, ref, ...start })
    this.changes.conversation(id, serverId)
    return this.conversation(id)
  }

  /** It was deleted: nothing of it is written back. */
  forgetConversation({ row }: OpenConversation): void {
    this.#byId.delete(row.id)
    this.#byRemoteId.delete(keyOf(row.server_id, row.remote_id))
  }

  /** Adds a message; it reaches the tables before anything is read that could see it. */
  insert(message: NewMessage): void {
    this.#waiting.push(message)
    this.changes.message(message.conversationId, message.id, message.position)
    const conversation = this.#byId.get(message.conversationId)
    if (!conversation) return
    conversation.hasNewWords = true
    if (message.remoteId !== null) conversation.known.add(message.remoteId)
  }

  /** Asks once which of these ids are stored, instead of once for each. */
  preloadKnown(conversation: OpenConversation, remoteIds: readonly string[]): void {
    for (const id of findKnownRemoteIds(this.db, conversation.row.id, remoteIds)) {
      conversation.known.add(id)
    }
    for (const id of remoteIds) conversation.asked.add(id)
  }

  /** Whether a message of this id is stored or about to be. */
  isKnown(conversation: OpenConversation, remoteId: string): boolean {
    if (conversation.known.has(remoteId)) return true
    if (conversation.asked.has(remoteId)) return false
    this.preloadKnown(conversation, [remoteId])
    return conversation.known.has(remoteId)
  }

  /** The same for ids that clients made. */
  preloadClientIds(ids: readonly string[]): void {
    const { asked, stored } = this.#clientIds
    for (const id of findKnownClientIds(this.db, ids)) stored.add(id)
    for (const id of ids) asked.add(id)
  }

  /** Whether a message with this id of its client may be stored. */
  mayHaveClientId(clientId: string): boolean {
    const { asked, stored } = this.#clientIds
    return stored.has(clientId) || !asked.has(clientId)
  }

  /** The gaps at the ends of conversations were changed in the tables. */
  forgetOpenGaps(): void {
    for (const conversation of this.#byId.values()) conversation.forgetOpenGap()
  }

  /** By which name the person goes on a server. */
  myName(serverId: ServerId): string {
    const row = readServerRow(this.db, serverId)
    return row ? (row.me_name ?? loginOf(row)['name'] ?? '') : ''
  }

  /**
   * Takes the place of a message that just came: after all that came before it, unless the server's
   * own number says that others overtook it.
   */
  takePlace(conversation: OpenConversation, seq: number | null, timeMs: number): number {
    if (seq === null || !conversation.isOvertaken(seq)) return conversation.takeNext(timeMs, seq)
    return this.takeBetween(conversation, seq, timeMs)
  }

  /** Takes the place that a server's number asks for; makes room where there is none. */
  takeBetween(conversation: OpenConversation, seq: number, timeMs: number): number {
    this.flush()
    for (;;) {
      const found = conversation.placeBetween(seq, timeMs)
      if (found.kind === 'free') return found.position
      this.makeRoom(conversation, found.taken)
    }
  }

  /** Frees places before one that is taken; places of this conversation read earlier may be wrong now. */
  makeRoom(conversation: OpenConversation, taken: number): void {
    this.flush()
    const conversationId = conversation.row.id
    for (const moved of makeRoom(this.db, conversation, taken)) {
      this.changes.messageMoved({ conversationId, ...moved })
    }
  }

  /** Writes the messages that wait. */
  flush(): void {
    if (this.#waiting.length === 0) return
    const messages = this.#waiting
    this.#waiting = []
    insertMessages(this.db, messages, this.areWordsLater)
  }

  /** Writes all that is left; the transaction commits afterwards. */
  finish(): void {
    this.flush()
    for (const conversation of this.#byId.values()) {
      if (conversation.hasNewGap) this.changes.gaps.add(conversation.row.id)
      if (conversation.save()) this.#tell(conversation)
    }
  }

  #tell({ row }: OpenConversation): void {
    this.changes.conversation(row.id, row.server_id)
    this.changes.servers.add(row.server_id)
  }

  #keep(conversation: OpenConversation): OpenConversation {
    const { row } = conversation
    this.#byId.set(row.id, conversation)
    this.#byRemoteId.set(keyOf(row.server_id, row.remote_id), conversation)
    return conversation
  }
}

function keyOf(serverId: ServerId, remoteId: string): string {
  return `${serverId}\n${remoteId}`
}
