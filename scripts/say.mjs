// What the scripts tell the person in the terminal.

/**
 * Writes one line to stderr; stdout stays free for answers that other programs read.
 * @param {string} room who speaks, for example `runtime`
 * @param {string} text one sentence without a line break
 */
export function say(room, text) {
  process.stderr.write(`${room}: ${text}\n`)
}

/**
 * Turns anything thrown into one line.
 * @param {unknown} error
 */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error)
}
