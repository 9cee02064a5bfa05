// Schema step 3: a server's running numbers can be searched, so that what comes late finds its place.

export const sql = `
CREATE INDEX messages_by_seq ON messages (conversation_id, seq) WHERE seq IS NOT NULL;
`
