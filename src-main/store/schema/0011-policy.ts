// Schema step 11: what an organisation has set: its rules, and by which of its keys a server is one of its own.

/** `rules` is JSON, as queries/policy.ts describes it; without a row there are none. */
export const sql = `
ALTER TABLE servers ADD COLUMN policy_key TEXT;
CREATE TABLE policy (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rules TEXT NOT NULL
) STRICT;
`
