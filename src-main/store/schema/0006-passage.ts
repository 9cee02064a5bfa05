// Schema step 6: how a server is trusted and reached (a pinned certificate, papers, a way of its own), and the proxies.

/** `passage` and `proxy` are JSON, as ports/passage.ts describes them. */
export const sql = `
ALTER TABLE servers ADD COLUMN passage TEXT NOT NULL DEFAULT '{}';
CREATE TABLE network_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  proxy TEXT NOT NULL
) STRICT;
`
