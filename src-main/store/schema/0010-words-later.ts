// Schema step 10: messages that wait for the index of words, too, since more came than could be indexed at once.

export const sql = `
ALTER TABLE parts_waiting ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
`
