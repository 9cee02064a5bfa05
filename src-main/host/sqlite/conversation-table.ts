// Owns the SQL of conversations and their members, and who may see which.
import { uuidv7 } from 'uuidv7'
import type { Database, SqlStatement } from '../../base/sql.ts'
import type { Change, MarkQuery, Page, PageQuery } from '../message-store.ts'
import { refused, type Outcome } from '../protocol.ts'
import type { Conversation, ConversationKind, Member } from '../protocol-events.ts'
import { pageOf } from './page.ts'
import { LOBBY_ID } from './schema.ts'

interface ConversationRow {
  id: string
  kind: ConversationKind
  title: string
  topic: string | null
  peerId: string | null
  peerName: string | null
  joined: 0 | 1
  memberCount: number
  lastSeq: number
  lastChange: number
  readSeq: number
  createdAt: number
}

export interface ConversationCounts {
  conversationsPerPerson: number
  roomsPerPerson: number
  rooms: number
}

// One conversation as the person :me sees it.
const AS_SEEN = `SELECT c.id, c.kind, c.title, c.topic, peer.id AS peerId, peer.name AS peerName,
  me.person_id IS NOT NULL AS joined, c.member_count AS memberCount, c.last_seq AS lastSeq,
  c.last_change AS lastChange, coalesce(me.read_seq, 0) AS readSeq, c.created_at AS createdAt
  FROM conversation c
  LEFT JOIN member me ON me.conversation_id = c.id AND me.person_id = :me
  LEFT JOIN member other ON c.kind = 'direct' AND other.conversation_id = c.id
    AND other.person_id <> :me
  LEFT JOIN person peer ON peer.id = other.person_id`

export class ConversationTable {
  readonly #limits: ConversationCounts
  readonly #one: SqlStatement<ConversationRow>
  readonly #mine: SqlStatement<ConversationRow>
  readonly #rooms: SqlStatement<ConversationRow>
  readonly #members: SqlStatement<Omit<Member, 'online'>>
  readonly #counts: SqlStatement<{ mine: number; made: number; rooms: number }>
  readonly #insert: SqlStatement
  readonly #insertMember: SqlStatement
  readonly #deleteMember: SqlStatement
  readonly #count: SqlStatement
  readonly #hasPerson: SqlStatement
  readonly #mark: SqlStatement

  constructor(database: Database, limits: ConversationCounts) {
    this.#limits = limits
    this.#one = database.prepare(`${AS_SEEN} WHERE c.id = :id`)
    this.#mine = database.prepare(`${AS_SEEN} WHERE me.person_id = :me ORDER BY c.id`)
    this.#rooms = database.prepare(
      `${AS_SEEN} WHERE c.kind = 'room' AND c.id > :after ORDER BY c.id LIMIT :limit`
    )
    this.#members = database.prepare(
      `SELECT p.id, p.name, m.read_seq AS readSeq, m.delivered_seq AS deliveredSeq
       FROM member m JOIN person p ON p.id = m.person_id
       WHERE m.conversation_id = ? AND m.person_id > ? ORDER BY m.person_id LIMIT ?`
    )
    this.#counts = database.prepare(
      `SELECT (SELECT count(*) FROM member WHERE person_id = :me) AS mine,
        (SELECT count(*) FROM conversation WHERE created_by = :me AND kind = 'room') AS made,
        (SELECT count(*) FROM conversation WHERE kind = 'room') AS rooms`
    )
    this.#insert = database.prepare(
      `INSERT INTO conversation (id, kind, title, topic, created_by, created_at)
       VALUES (:id, :kind, :title, :topic, :me, :at)`
    )
    this.#insertMember = database.prepare(
      `INSERT INTO member (conversation_id, person_id, joined_at, read_seq, delivered_seq)
       SELECT id, :person, :at, last_seq, last_seq FROM conversation WHERE id = :id`
    )
    this.#deleteMember = database.prepare(
      'DELETE FROM member WHERE conversation_id = ? AND person_id = ?'
    )
    this.#count = database.prepare(
      'UPDATE conversation SET member_count = member_count + ? WHERE id = ?'
    )
    this.#hasPerson = database.prepare('SELECT 1 AS found FROM person WHERE id = ?')
    this.#mark = database.prepare(
      `UPDATE member SET delivered_seq = max(delivered_seq, :seq),
        read_seq = CASE :level WHEN 'read' THEN max(read_seq, :seq) ELSE read_seq END
       WHERE conversation_id = :id AND person_id = :me
        AND :seq > CASE :level WHEN 'read' THEN read_seq ELSE delivered_seq END`
    )
  }

  /** A conversation that this person is in. A foreign direct one is as if it did not exist. */
  joined(personId: string, conversationId: string): Outcome<Conversation> {
    const seen = this.#seen(personId, conversationId)
    if (!seen.ok || seen.value.joined) return seen
    return refused('not-allowed')
  }

  mine(personId: string): Conversation[] {
    return this.#mine.all({ me: personId }).map(toConversation)
  }

  rooms(personId: string, { after = '', limit }: PageQuery): Page<Conversation> {
    const rows = this.#rooms.all({ me: personId, after, limit: limit + 1 })
    return pageOf(rows.map(toConversation), limit)
  }

  members(
    personId: string,
    { conversationId, after = '', limit }: PageQuery & { conversationId: string }
  ): Outcome<Page<Omit<Member, 'online'>>> {
    const place = this.joined(personId, conversationId)
    if (!place.ok) return place
    const rows = this.#members.all([conversationId, after, limit + 1])
    return { ok: true, value: pageOf(rows, limit) }
  }

  /** Inside a transaction, as are all below. */
  createRoom(
    personId: string,
    room: { title: string; topic: string | null; at: number }
  ): Outcome<Conversation> {
    const full = this.#refuseOneMore(personId, true)
    if (full) return full
    const id = uuidv7()
    this.#insert.run({ id, kind: 'room', me: personId, ...room })
    this.#enter(personId, id, room.at)
    return this.joined(personId, id)
  }

  join(
    personId: string,
    conversationId: string,
    at: number
  ): Outcome<Change<{ conversation: Conversation }>> {
    const seen = this.#seen(personId, conversationId)
    if (!seen.ok) return seen
    if (seen.value.joined) return changed(seen.value, false)
    const full = this.#refuseOneMore(personId, false)
    if (full) return full
    this.#enter(personId, conversationId, at)
    const entered = this.joined(personId, conversationId)
    return entered.ok ? changed(entered.value, true) : entered
  }

  leave(personId: string, conversationId: string): Outcome<Change<{ conversation: Conversation }>> {
    const seen = this.#seen(personId, conversationId)
    if (!seen.ok) return seen
    if (seen.value.kind === 'direct' || conversationId === LOBBY_ID) return refused('not-allowed')
    if (!seen.value.joined) return changed(seen.value, false)
    this.#deleteMember.run([conversationId, personId])
    this.#count.run([-1, conversationId])
    const left = this.#seen(personId, conversationId)
    return left.ok ? changed(left.value, true) : left
  }

  openDirect(
    personId: string,
    userId: string,
    at: number
  ): Outcome<Change<{ mine: Conversation; theirs: Conversation }>> {
    if (personId === userId) return refused('not-allowed')
    if (this.#hasPerson.get([userId]) === undefined) return refused('not-found')
    const id = directId(personId, userId)
    const isChanged = this.#one.get({ me: personId, id }) === undefined
    const full = isChanged
      ? (this.#refuseOneMore(personId, false) ?? this.#refuseOneMore(userId, false))
      : undefined
    if (full) return full
    if (isChanged) {
      this.#insert.run({ id, kind: 'direct', title: '', topic: null, me: personId, at })
      this.#enter(personId, id, at)
      this.#enter(userId, id, at)
    }
    const mine = this.joined(personId, id)
    const theirs = this.joined(userId, id)
    if (!mine.ok) return mine
    if (!theirs.ok) return theirs
    return { ok: true, value: { isChanged, mine: mine.value, theirs: theirs.value } }
  }

  /** Moves the person's mark forward; false where it was there already. */
  mark(personId: string, mark: Omit<MarkQuery, 'messageId'> & { seq: number }): boolean {
    const { conversationId: id, level, seq } = mark
    return this.#mark.run({ me: personId, id, level, seq }).changes > 0
  }

  #seen(personId: string, conversationId: string): Outcome<Conversation> {
    const row = this.#one.get({ me: personId, id: conversationId })
    if (row === undefined || (row.kind === 'direct' && row.joined === 0)) {
      return refused('not-found')
    }
    return { ok: true, value: toConversation(row) }
  }

  #enter(person: string, id: string, at: number): void {
    this.#insertMember.run({ person, id, at })
    this.#count.run([1, id])
  }

  #refuseOneMore(personId: string, isNewRoom: boolean): ReturnType<typeof refused> | undefined {
    const counts = this.#counts.get({ me: personId })
    const { conversationsPerPerson, roomsPerPerson, rooms } = this.#limits
    if (counts === undefined) return undefined
    if (counts.mine >= conversationsPerPerson) {
      return refused('too-many', { limit: conversationsPerPerson })
    }
    if (!isNewRoom) return undefined
    if (counts.made >= roomsPerPerson) return refused('too-many', { limit: roomsPerPerson })
    return counts.rooms >= rooms ? refused('too-many', { limit: rooms }) : undefined
  }
}

/** The one id of two people's conversation, whoever opens it. */
export function directId(one: string, other: string): string {
  return ['direct', ...[one, other].sort()].join('.')
}

function changed(
  conversation: Conversation,
  isChanged: boolean
): { ok: true; value: Change<{ conversation: Conversation }> } {
  return { ok: true, value: { conversation, isChanged } }
}

function toConversation(row: ConversationRow): Conversation {
  const { peerId, peerName, joined, ...rest } = row
  const peer = peerId !== null && peerName !== null ? { id: peerId, name: peerName } : null
  return { ...rest, title: peer?.name ?? rest.title, peer, joined: joined === 1 }
}
