// Schema step 5: when a message was emitted by a clock that nobody sets.

/** `emitted_uptime` is how long the computer had run, ms; `emitted_at` is what its wall clock said. */
export const sql = 'ALTER TABLE messages ADD COLUMN emitted_uptime INTEGER;'
