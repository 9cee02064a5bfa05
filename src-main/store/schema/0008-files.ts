// Schema step 8: files of messages, the transfers that bring them here or to a server, and what servers take.

/**
 * A file without a message waits in its conversation's composer. `path` is absolute, or, where Filo keeps the
 * file (`kept`), below the folder of kept files; `result` is what the server called an own file. A transfer
 * is a row from the moment it is wanted, `bytes` of it the other side has for certain, `most` is how large it may be where nobody
 * asked for it by hand, `resume` is what is
 * needed to go on there. `file_bytes` holds small files that came within a message (`what`: file) and small
 * pictures (thumbnail). `files_to_remove` holds kept files whose rows are gone.
 */
export const sql = `
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  message_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  token TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER,
  width INTEGER,
  height INTEGER,
  sha256 TEXT,
  remote_id TEXT,
  url TEXT,
  result TEXT,
  path TEXT,
  kept INTEGER NOT NULL DEFAULT 0,
  modified_at REAL,
  has_bytes INTEGER NOT NULL DEFAULT 0,
  has_thumbnail INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX files_by_message ON files (message_id, place) WHERE message_id IS NOT NULL;
CREATE INDEX files_staged ON files (conversation_id, place) WHERE message_id IS NULL;
CREATE INDEX files_by_conversation ON files (conversation_id);

CREATE TABLE file_bytes (
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  what TEXT NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (file_id, what)
) STRICT;

CREATE TABLE transfers (
  file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
  server_id TEXT NOT NULL REFERENCES servers (id) ON UPDATE CASCADE ON DELETE CASCADE,
  direction TEXT NOT NULL,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  resume TEXT NOT NULL DEFAULT '{}',
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  most INTEGER,
  failure TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX transfers_next ON transfers (server_id, priority DESC, file_id) WHERE state = 'queued';
CREATE INDEX transfers_by_state ON transfers (state, finished_at);
CREATE INDEX transfers_raised ON transfers (priority) WHERE priority > 0;

CREATE TABLE files_to_remove (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER files_gone AFTER DELETE ON files WHEN OLD.kept = 1 AND OLD.path IS NOT NULL BEGIN
  INSERT OR IGNORE INTO files_to_remove (path) VALUES (OLD.path);
END;

ALTER TABLE servers ADD COLUMN files TEXT;
`
