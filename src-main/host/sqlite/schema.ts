// Owns the tables of a host's own file, as numbered steps that are only ever added to.
import type { Database } from '../../base/sql.ts'

/** The room that everyone is in. */
export const LOBBY_ID = 'lobby'

const steps: readonly string[] = [
  `CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX person_seen ON person (seen_at);
  CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('room', 'direct')),
    title TEXT NOT NULL,
    topic TEXT,
    created_by TEXT REFERENCES person (id),
    created_at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0,
    last_change INTEGER NOT NULL DEFAULT 0,
    member_count INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX conversation_maker ON conversation (created_by);
  CREATE TABLE member (
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    joined_at INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    delivered_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, person_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX member_person ON member (person_id);
  CREATE TABLE message (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    seq INTEGER NOT NULL,
    change INTEGER NOT NULL,
    author_id TEXT NOT NULL REFERENCES person (id),
    client_id TEXT NOT NULL,
    text TEXT NOT NULL,
    reply_to TEXT REFERENCES message (id),
    at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER,
    UNIQUE (conversation_id, seq),
    UNIQUE (author_id, client_id)
  ) STRICT;
  CREATE UNIQUE INDEX message_change ON message (conversation_id, change);
  CREATE TABLE reaction (
    message_id TEXT NOT NULL REFERENCES message (id),
    emoji TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (message_id, emoji, person_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  // Files that came whole; without a message they wait for theirs.
  `CREATE TABLE file (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    at INTEGER NOT NULL,
    message_id TEXT REFERENCES message (id),
    place INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX file_message ON file (message_id, place);
  CREATE INDEX file_hash ON file (hash);`
]

/** Brings a file up to the newest step; throws on one that a newer Filo wrote. */
export function migrate(database: Database): void {
  const version = database.prepare<{ user_version: number }>('PRAGMA user_version').get()
  const done = version?.user_version ?? 0
  if (done > steps.length) throw new Error(`The host's data is of a newer version (${done})`)
  for (const [index, step] of steps.entries()) {
    if (index < done) continue
    database.transaction(() => {
      database.exec(step)
      database.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

/** Makes sure that there is a lobby, under the title given now. */
export function ensureLobby(database: Database, title: string, now: number): void {
  database
    .prepare(
      `INSERT INTO conversation (id, kind, title, created_at) VALUES (?, 'room', ?, ?)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title`
    )
    .run([LOBBY_ID, title, now])
}
