// Schema step 7: what was found out about the way to a server, and its cookies.

/** `found` is JSON as `foundWaySchema` describes it; `cookies` is a jar's own text, or empty. */
export const sql = `
ALTER TABLE servers ADD COLUMN found TEXT NOT NULL DEFAULT '{}';
ALTER TABLE servers ADD COLUMN cookies TEXT NOT NULL DEFAULT '';
`
