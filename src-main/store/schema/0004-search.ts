// Schema step 4: an index of parts of words, who wrote, where and what with; how far both indexes reach; retention.

/**
 * `message_parts` holds tokens that we make ourselves (see search/tokens.ts). It is filled in the
 * background: `floor` says from which message id on an index is filled, `parts_waiting` holds what came
 * or changed since. */
export const sql = `
CREATE VIRTUAL TABLE message_parts USING fts5 (
  tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE parts_waiting (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE author_words (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE indexes (
  name TEXT PRIMARY KEY,
  floor INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  broken INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO indexes (name, floor) VALUES
  ('words', 0), ('parts', coalesce((SELECT max(id) + 1 FROM messages), 0));

ALTER TABLE messages ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
-- How long a server's history is kept here; null: for ever.
ALTER TABLE servers ADD COLUMN retention_days INTEGER;
`
