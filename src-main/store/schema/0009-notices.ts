// Schema step 9: what of a server and of a conversation is worth a notification, and until when one is muted.

/** `notify` is one of `notifyRules`; `muted_until` is ms since 1970, null where `muted` has no end. */
export const sql = `
ALTER TABLE servers ADD COLUMN notify TEXT NOT NULL DEFAULT 'inherit';
ALTER TABLE conversations ADD COLUMN notify TEXT NOT NULL DEFAULT 'inherit';
ALTER TABLE conversations ADD COLUMN muted_until INTEGER;
CREATE INDEX conversations_muted_until ON conversations (muted_until) WHERE muted_until IS NOT NULL;
`
