// Schema step 2: the names of the latest committed batches, so that a repeated one is known.

export const sql = `
CREATE TABLE commits (
  id INTEGER PRIMARY KEY,
  server_id TEXT NOT NULL,
  batch TEXT NOT NULL,
  added INTEGER NOT NULL,
  UNIQUE (server_id, batch)
) STRICT;
`
