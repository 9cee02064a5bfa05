// Schema step 1: servers, conversations, messages with their word index, reactions, outbox, history gaps.

/**
 * `messages.id` orders all messages of the app by time (ms * 2048 + n), so that the word index, whose
 * rowid it is, can be read newest first. `messages.position` orders those of one conversation.
 */
export const sql = `
CREATE TABLE servers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  told_name TEXT,
  connect TEXT NOT NULL,
  dialect_id TEXT NOT NULL,
  dialect_name TEXT NOT NULL,
  features TEXT NOT NULL,
  proves TEXT NOT NULL,
  text_length INTEGER NOT NULL,
  login TEXT NOT NULL,
  remembered TEXT NOT NULL,
  me_id TEXT,
  me_name TEXT,
  hosted INTEGER NOT NULL,
  position INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE conversations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  server_id TEXT NOT NULL REFERENCES servers (id) ON UPDATE CASCADE,
  remote_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT,
  topic TEXT,
  peer_id TEXT,
  peer_name TEXT,
  joined INTEGER NOT NULL,
  muted INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  mentions INTEGER NOT NULL DEFAULT 0,
  active_at INTEGER NOT NULL,
  last_message_id INTEGER,
  read_position INTEGER NOT NULL DEFAULT 0,
  filled INTEGER NOT NULL DEFAULT 0,
  start_reached INTEGER NOT NULL DEFAULT 0,
  draft TEXT NOT NULL DEFAULT '',
  UNIQUE (server_id, remote_id)
) STRICT;
CREATE INDEX conversations_by_activity ON conversations (server_id, active_at);
CREATE INDEX conversations_unread ON conversations (server_id, muted, unread, mentions)
  WHERE unread > 0;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  position INTEGER NOT NULL,
  remote_id TEXT,
  client_id TEXT,
  author_id TEXT,
  author_name TEXT NOT NULL,
  own INTEGER NOT NULL,
  time INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  edited INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  notice INTEGER NOT NULL,
  seq INTEGER,
  reply_id INTEGER,
  reply_remote_id TEXT,
  reply_author TEXT,
  reply_text TEXT,
  state TEXT,
  proof TEXT,
  failure TEXT,
  emitted_at INTEGER,
  outbox_id INTEGER,
  base TEXT
) STRICT;
CREATE UNIQUE INDEX messages_by_position ON messages (conversation_id, position);
CREATE UNIQUE INDEX messages_by_remote_id ON messages (remote_id, conversation_id)
  WHERE remote_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_client_id ON messages (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_own ON messages (conversation_id, state, position) WHERE own = 1;
CREATE INDEX messages_by_outbox_id ON messages (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX messages_unnamed ON messages (conversation_id, time) WHERE remote_id IS NULL;

CREATE TABLE reactions (
  message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  own INTEGER NOT NULL,
  PRIMARY KEY (message_id, emoji, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  server_id TEXT NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  message_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,
  intent TEXT NOT NULL,
  client_id TEXT NOT NULL UNIQUE,
  payload TEXT NOT NULL,
  attempted INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id);
CREATE INDEX outbox_by_message ON outbox (message_id);

-- Between the two positions messages may be missing here that the server has.
CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  after_position INTEGER NOT NULL,
  before_position INTEGER NOT NULL,
  found_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gaps_by_conversation ON gaps (conversation_id, after_position);

-- The words of every message but notices; 'place' holds 'c' and the conversation's id, to search in one.
CREATE VIEW message_index_source (id, text, place) AS
  SELECT id, text, 'c' || conversation_id FROM messages
  WHERE notice = 0 AND text <> '';
CREATE VIRTUAL TABLE message_index USING fts5 (
  text, place,
  content = 'message_index_source', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2'
);
`
