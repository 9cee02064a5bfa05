// Reads what is exported out of one snapshot of the database: servers, conversations, messages in slices.
import * as v from 'valibot'
import type { ExportScope } from '../../../src-preload/contract/data-calls.ts'
import { failureSchema } from '../../../src-preload/contract/failure.ts'
import type { MessageState, Proof } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { timeAt, PENDING_BASE } from '../position.ts'
import { readConversationRow, type ConversationRow } from '../queries/conversations-read.ts'
import { readFilesOf } from '../queries/files.ts'
import { readServers } from '../queries/servers-read.ts'
import type {
  ExportedConversation,
  ExportedGap,
  ExportedMessage,
  ExportedServer,
  ExportedTime
} from './export-schema.ts'

/** Messages that are held at once. */
const SLICE_ROWS = 500
/** The last moment that has a date. */
const LAST_MS = 8.64e15

/** One conversation that is exported, with how much it holds. */
export interface Chapter {
  server: ExportedServer
  conversation: ExportedConversation
  /** Where the gaps lie in the order of messages, as `conversation.gaps`. */
  gapPlaces: { after: number; before: number }[]
  messages: number
}

/** A message with its place, by which gaps are found. */
export interface PlacedMessage {
  position: number
  message: ExportedMessage
}

/** Everything within the scope, in the order of the rail and of the latest activity. */
export function readChapters(db: StoreDatabase, scope: ExportScope): Chapter[] {
  const wanted = wantedIds(db, scope)
  return readServers(db).flatMap((server) => {
    const exported: ExportedServer = {
      id: server.id,
      name: server.name,
      address: bareAddress(server.url),
      dialect: server.dialectName,
      myName: server.myName
    }
    return conversationIds(db, server.id)
      .filter((id) => wanted === null || wanted.has(id))
      .flatMap((id) => {
        const row = readConversationRow(db, id)
        return row ? [readChapter(db, exported, row)] : []
      })
  })
}

/** All messages of a conversation, oldest first, a slice at a time. */
export function* readMessages(
  db: StoreDatabase,
  conversationId: number
): Generator<PlacedMessage[]> {
  let after = -1
  for (;;) {
    const rows = db.all<MessageRow>(exportSql, [conversationId, after, SLICE_ROWS])
    const last = rows.at(-1)
    if (!last) return
    after = last.position
    const reactions = reactionsOf(db, rows)
    const files = filesOf(db, rows)
    yield rows.map((row) => ({
      position: row.position,
      message: {
        ...toExported(row, reactions.get(row.id) ?? []),
        files: files.get(row.id) ?? []
      }
    }))
  }
}

/** A moment as the file writes it. */
export function exportedTime(ms: number): ExportedTime {
  const within = Math.max(-LAST_MS, Math.min(LAST_MS, ms))
  return { iso: new Date(within).toISOString(), ms: within }
}

// A path or a query may hold what lets one in, and so may a name before the host.
function bareAddress(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function wantedIds(db: StoreDatabase, scope: ExportScope): ReadonlySet<number> | null {
  if (scope.of === 'everything') return null
  if (scope.of === 'conversation') return new Set([scope.conversationId])
  return new Set(conversationIds(db, scope.serverId))
}

function conversationIds(db: StoreDatabase, serverId: string): number[] {
  return db
    .all<{ id: number }>(
      'SELECT id FROM conversations WHERE server_id = ? ORDER BY active_at DESC, id',
      [serverId]
    )
    .map((row) => row.id)
}

function readChapter(db: StoreDatabase, server: ExportedServer, row: ConversationRow): Chapter {
  const gaps = readGaps(db, row.id)
  const hasPeer = row.peer_id !== null || row.peer_name !== null
  return {
    server,
    conversation: {
      id: row.id,
      remoteId: row.remote_id,
      kind: row.kind,
      title: row.title ?? row.peer_name ?? row.remote_id,
      topic: row.topic,
      peer: hasPeer ? { id: row.peer_id, name: row.peer_name } : null,
      joined: row.joined === 1,
      gaps: gaps.map(toExportedGap)
    },
    gapPlaces: gaps.map((gap) => ({ after: gap.after_position, before: gap.before_position })),
    messages: countMessages(db, row.id)
  }
}

interface GapRow {
  after_position: number
  before_position: number
  found_at: number
}

function readGaps(db: StoreDatabase, conversationId: number): GapRow[] {
  return db.all<GapRow>(
    `SELECT after_position, before_position, found_at FROM gaps
     WHERE conversation_id = ? AND before_position < ${PENDING_BASE} ORDER BY after_position`,
    [conversationId]
  )
}

function toExportedGap(gap: GapRow): ExportedGap {
  return {
    after: exportedTime(timeAt(gap.after_position)),
    before: exportedTime(timeAt(gap.before_position)),
    foundAt: exportedTime(gap.found_at)
  }
}

function countMessages(db: StoreDatabase, conversationId: number): number {
  const sql = 'SELECT count(*) AS n FROM messages WHERE conversation_id = ?'
  return db.get<{ n: number }>(sql, [conversationId])?.n ?? 0
}

interface MessageRow {
  id: number
  position: number
  remote_id: string | null
  author_id: string | null
  author_name: string
  own: number
  time: number
  received_at: number
  text: string
  edited: number
  deleted: number
  notice: number
  files: number
  state: MessageState | null
  proof: Proof | null
  failure: string | null
  reply_author: string | null
  reply_text: string | null
  reply_remote_id: string | null
  quoted_id: number | null
}

const exportSql = `SELECT m.id, m.position, m.remote_id, m.author_id, m.author_name, m.own, m.time,
    m.received_at, m.text, m.edited, m.deleted, m.notice, m.files, m.state, m.proof, m.failure,
    m.reply_author, m.reply_text, coalesce(q.remote_id, m.reply_remote_id) AS reply_remote_id,
    coalesce(q.id, r.id) AS quoted_id
  FROM messages m
  LEFT JOIN messages q ON q.id = m.reply_id
  LEFT JOIN messages r ON r.remote_id = m.reply_remote_id
    AND r.conversation_id = m.conversation_id
  WHERE m.conversation_id = ? AND m.position > ? ORDER BY m.position LIMIT ?`

function toExported(
  row: MessageRow,
  reactions: ExportedMessage['reactions']
): Omit<ExportedMessage, 'files'> {
  return {
    id: row.id,
    remoteId: row.remote_id,
    author: { id: row.author_id, name: row.author_name },
    own: row.own === 1,
    time: exportedTime(row.time),
    receivedAt: exportedTime(row.received_at),
    text: row.text,
    edited: row.edited === 1,
    deleted: row.deleted === 1,
    notice: row.notice === 1,
    reply: replyOf(row),
    reactions,
    state: row.state,
    proof: row.proof,
    failure: row.failure === null ? null : codeOf(row.failure)
  }
}

function replyOf(row: MessageRow): ExportedMessage['reply'] {
  if (row.reply_author === null) return null
  return {
    id: row.quoted_id,
    remoteId: row.reply_remote_id,
    author: row.reply_author,
    text: row.reply_text ?? ''
  }
}

function codeOf(failure: string): ExportedMessage['failure'] {
  return v.parse(failureSchema, JSON.parse(failure)).code
}

function filesOf(
  db: StoreDatabase,
  messages: readonly MessageRow[]
): Map<number, ExportedMessage['files']> {
  const ids = messages.filter((row) => row.files > 0 && row.deleted === 0).map((row) => row.id)
  const found = [...readFilesOf(db, ids)].map(([id, rows]) => {
    const files = rows.map(({ name, media_type: mediaType, size }) => ({ name, mediaType, size }))
    return [id, files] as const
  })
  return new Map(found)
}

type Reactions = ExportedMessage['reactions']

function reactionsOf(db: StoreDatabase, messages: readonly MessageRow[]): Map<number, Reactions> {
  const rows = db.all<{ message_id: number; emoji: string; name: string; own: number }>(
    `SELECT message_id, emoji, name, own FROM reactions
     WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, emoji, own DESC, person`,
    [JSON.stringify(messages.filter((row) => row.deleted === 0).map((row) => row.id))]
  )
  const found = new Map<number, Reactions>()
  for (const row of rows) {
    const list = found.get(row.message_id) ?? []
    found.set(row.message_id, list)
    const known = list.at(-1)
    const person = { name: row.name, own: row.own === 1 }
    if (known?.emoji === row.emoji) known.people.push(person)
    else list.push({ emoji: row.emoji, people: [person] })
  }
  return found
}
