// What the benchmarks of files say to the processes beside them: a server that gives and takes, and a plain client.

/** The one conversation of the server. */
export const FILES_ROOM = 'lobby'
export const FILES_TOKEN = 'a-token-for-every-file'

/** To the server: say a message with so many files of so many bytes each. */
export interface FileOrder {
  text: string
  files: number
  bytes: number
}

/** From the server. */
export type FileReport =
  | { kind: 'open'; url: string }
  /** The message is out; where its files are. */
  | { kind: 'said'; urls: string[] }
  /** A client sent a message with so many files, whose bytes are all there. */
  | { kind: 'heard'; text: string; files: number }

/** To the plain client: move all of these at once. */
export interface PlainOrder {
  /** Fetched into the folder. */
  down: string[]
  folder: string
  /** Files that are sent to the server by tus, in one piece. */
  up: string[]
  url: string
  /** Whether hashes are taken on the way and the bytes synced, as Filo does. */
  isProven: boolean
}

/** From the plain client: how long that took, ms. */
export interface PlainReport {
  tookMs: number
}
