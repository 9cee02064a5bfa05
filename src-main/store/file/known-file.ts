// Tells from a file's first bytes and from notes what it may be, before and after SQLite has had a look.

/** `plain` and `encrypted` by their marks; `strange` has neither. */
export type FileLook = 'none' | 'plain' | 'encrypted' | 'strange'

const PLAIN_MARK = 'SQLite format 3\0'
/** Bytes 21 to 23 are the same in every SQLite file, and the cipher leaves them readable. */
const FRACTIONS = [64, 32, 32]

/** Judges by at least the first 24 bytes. */
export function lookAt(start: Uint8Array): FileLook {
  if (start.length === 0) return 'none'
  if (Buffer.from(start.subarray(0, 16)).toString('latin1') === PLAIN_MARK) return 'plain'
  const hasFractions = FRACTIONS.every((byte, index) => start[21 + index] === byte)
  return hasFractions ? 'encrypted' : 'strange'
}

export interface UnopenedFile {
  look: FileLook
  /** The print of the key it was under when it was last open, if that is known. */
  keyPrint: string | null
  /** The keys that were tried, wanted first, with their prints. */
  keys: readonly { key: string | null; print: string }[]
}

export type Verdict = { kind: 'damaged'; key: string | null } | { kind: 'key-wrong' }

/** SQLite found no database under any key: is the key wrong, or the file damaged? */
export function judgeUnopened({ look, keyPrint, keys }: UnopenedFile): Verdict {
  if (look === 'plain') return { kind: 'damaged', key: null }
  const known = keys.find(({ print }) => print === keyPrint)
  if (known) return { kind: 'damaged', key: known.key }
  // It was under another key, or it still looks as if a right key would open it.
  if (keyPrint !== null || look === 'encrypted') return { kind: 'key-wrong' }
  return { kind: 'damaged', key: keys.at(-1)?.key ?? null }
}
