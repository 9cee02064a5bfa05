// Makes what was saved hang together again: words keep a place, what belongs to nothing goes.
import { openLog } from '../../../base/log.ts'
import { sqlCode, type Database } from '../../../base/sql.ts'
import { quoted } from '../copy.ts'
import { mendFiles } from './mend-files.ts'

const log = openLog('store')

// An address that leads nowhere (RFC 2606): the person sees the server, and that it must be set up anew.
const PLACEHOLDER_CONNECT = JSON.stringify({
  url: 'http://recovered.invalid',
  generation: 'auto',
  transports: 'auto',
  query: {},
  headers: {},
  auth: {}
})

/** Parents first: each gives a place to what the next needs. */
export function mend(fresh: Database): void {
  fresh.transaction(() => {
    correctColumns(fresh)
    placeServers(fresh)
    placeConversations(fresh)
    placeQueuedMessages(fresh)
    dropOrphans(fresh)
    if (hasTable(fresh, 'transfers')) mendFiles(fresh)
    correctConversations(fresh)
    bookHoles(fresh)
  })
}

/** Word indexes hold nothing that is not in the messages. */
export function rebuildIndexes(fresh: Database): void {
  const indexes = fresh
    .prepare<{ name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%fts5%'`
    )
    .all()
  for (const { name } of indexes) {
    try {
      fresh.exec(`INSERT INTO ${quoted(name)} (${quoted(name)}) VALUES ('rebuild')`)
    } catch (error) {
      // One without content of its own cannot: it is filled in the background.
      log.info('index not rebuilt at once', { name, code: sqlCode(error) ?? '' })
    }
  }
  if (!hasTable(fresh, 'indexes')) return
  fresh.exec(`UPDATE indexes SET floor = coalesce((SELECT max(id) + 1 FROM messages), 0),
    done = 0, total = 0 WHERE name <> 'words'`)
}

// Columns that are read as JSON: one that is none would stop the store at every start.
function correctColumns(fresh: Database): void {
  const plain: readonly (readonly [table: string, column: string, instead: string])[] = [
    ['servers', 'features', `'{}'`],
    ['servers', 'proves', `'[]'`],
    ['servers', 'login', `'{}'`],
    ['servers', 'remembered', `'{}'`],
    ['servers', 'found', `'{}'`],
    ['messages', 'failure', 'NULL'],
    ['messages', 'base', 'NULL']
  ]
  for (const [table, column, instead] of plain) {
    fresh.exec(`UPDATE ${table} SET ${column} = ${instead}
      WHERE ${column} IS NOT NULL AND NOT json_valid(${column})`)
  }
  fresh
    .prepare(`UPDATE servers SET connect = ? WHERE NOT json_valid(connect)`)
    .run([PLACEHOLDER_CONNECT])
}

function placeServers(fresh: Database): void {
  fresh
    .prepare(
      `INSERT INTO servers (id, name, connect, dialect_id, dialect_name, features, proves, text_length,
         login, remembered, hosted, position)
       SELECT server_id, '', ?, 'filo', 'Filo', '{}', '[]', 10000, '{}', '{}', 0, 1000
       FROM conversations WHERE server_id NOT IN (SELECT id FROM servers) GROUP BY server_id`
    )
    .run([PLACEHOLDER_CONNECT])
}

// Outbox entries know their server; words received do not, and go where the person has most.
function placeConversations(fresh: Database): void {
  const lost = fresh
    .prepare<{ id: number; server_id: string | null }>(
      `SELECT w.conversation_id AS id, max(w.server_id) AS server_id FROM (
         SELECT conversation_id, NULL AS server_id FROM messages
         UNION ALL SELECT conversation_id, server_id FROM outbox) w
       WHERE w.conversation_id NOT IN (SELECT id FROM conversations) GROUP BY w.conversation_id`
    )
    .all()
  const place = fresh.prepare(
    `INSERT INTO conversations (id, server_id, remote_id, kind, title, joined, active_at)
     VALUES (?, ?, ?, 'room', '…', 0,
       coalesce((SELECT max(time) FROM messages WHERE conversation_id = ?), 0))`
  )
  for (const { id, server_id: named } of lost) {
    place.run([id, serverFor(fresh, named), `filo:recovered:${id}`, id])
  }
}

const LOST_SERVER = '00000000-0000-7000-8000-000000000000'

function serverFor(fresh: Database, named: string | null): string {
  const known = fresh
    .prepare<{ id: string }>(
      `SELECT s.id FROM servers s LEFT JOIN conversations c ON c.server_id = s.id
       WHERE s.removed = 0 AND (? IS NULL OR s.id = ?)
       GROUP BY s.id ORDER BY count(c.id) DESC LIMIT 1`
    )
    .get([named, named])
  if (known) return known.id
  const id = named ?? LOST_SERVER
  fresh
    .prepare(
      `INSERT OR IGNORE INTO servers (id, name, connect, dialect_id, dialect_name, features, proves,
         text_length, login, remembered, hosted, position)
       VALUES (?, '', ?, 'filo', 'Filo', '{}', '[]', 10000, '{}', '{}', 0, 1000)`
    )
    .run([id, PLACEHOLDER_CONNECT])
  return id
}

// What was written and not yet sent stands in the outbox too, with all its words.
function placeQueuedMessages(fresh: Database): void {
  fresh.exec(
    `INSERT OR IGNORE INTO messages (id, conversation_id, position, client_id, author_name, own, time,
       received_at, text, edited, deleted, notice, state, outbox_id)
     SELECT o.message_id, o.conversation_id, o.id + max(8000000000000000, coalesce(
         (SELECT max(position) FROM messages m WHERE m.conversation_id = o.conversation_id), 0)),
       o.client_id,
       coalesce((SELECT me_name FROM servers WHERE id = o.server_id), ''), 1, o.created_at, o.created_at,
       json_extract(o.payload, '$.text'), 0, 0, 0, 'queued', o.id
     FROM outbox o
     WHERE o.intent = 'send' AND json_valid(o.payload)
       AND json_extract(o.payload, '$.text') IS NOT NULL
       AND o.message_id NOT IN (SELECT id FROM messages)`
  )
}

function dropOrphans(fresh: Database): void {
  fresh.exec(`
    DELETE FROM reactions WHERE message_id NOT IN (SELECT id FROM messages);
    DELETE FROM outbox WHERE NOT json_valid(payload)
      OR conversation_id NOT IN (SELECT id FROM conversations)
      OR (message_id IS NOT NULL AND message_id NOT IN (SELECT id FROM messages));
    DELETE FROM gaps WHERE conversation_id NOT IN (SELECT id FROM conversations);
    UPDATE messages SET outbox_id = NULL WHERE outbox_id NOT IN (SELECT id FROM outbox);
    -- Nothing will send these any more, and nobody knows how far they came: the person decides.
    UPDATE messages SET state = 'unconfirmed', proof = NULL
      WHERE own = 1 AND outbox_id IS NULL AND state IN ('queued', 'sending');
  `)
}

function correctConversations(fresh: Database): void {
  fresh.exec(`
    UPDATE conversations SET last_message_id =
      (SELECT m.id FROM messages m WHERE m.conversation_id = conversations.id
       ORDER BY m.position DESC LIMIT 1)
    WHERE last_message_id NOT IN (SELECT id FROM messages);
  `)
}

// Where a server's running numbers jump, words may be lost that it still has: they are asked for again.
function bookHoles(fresh: Database): void {
  fresh.exec(`
    INSERT INTO gaps (conversation_id, after_position, before_position, found_at)
    SELECT conversation_id, position, next_position, received_at FROM (
      SELECT conversation_id, position, seq, received_at,
        lead(position) OVER places AS next_position, lead(seq) OVER places AS next_seq
      FROM messages WHERE seq IS NOT NULL AND position < 8000000000000000
      WINDOW places AS (PARTITION BY conversation_id ORDER BY position)) m
    WHERE next_seq > seq + 1 AND NOT EXISTS (SELECT 1 FROM gaps g
      WHERE g.conversation_id = m.conversation_id
        AND g.after_position < m.next_position AND g.before_position > m.position);
    -- The oldest may be gone as well: whoever reads back asks once more.
    UPDATE conversations SET start_reached = 0;
  `)
}

function hasTable(fresh: Database, name: string): boolean {
  const found = fresh
    .prepare(`SELECT 1 AS one FROM sqlite_schema WHERE type = 'table' AND name = ?`)
    .get([name])
  return found !== undefined
}
