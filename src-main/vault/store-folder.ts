// The folder that holds the database and its key, on disk: written whole or not at all, set aside and brought back by one rename.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { RepairReport, SetAside } from '../../src-preload/contract/vault.ts'
import { syncFolder } from '../base/sync-folder.ts'
import type { DatabaseKind, Found } from './decide.ts'
import { formatKeyFile, parseKeyFile, type KeyFile } from './key-file.ts'

const DATABASE = 'filo.sqlite'
const KEYS = 'filo.key'
/** The same again: a bad block under one of them must not cost the history. */
const KEYS_COPY = 'filo.key.copy'
const REPAIR = 'repair.json'
const PLAIN_HEADER = 'SQLite format 3\0'
const MAX_KEYS_BYTES = 100_000

const repairSchema = v.object({
  at: v.number(),
  cause: v.picklist(['damaged', 'unreadable']),
  messagesSaved: v.number(),
  messagesLost: v.nullable(v.number()),
  keptAt: v.string()
})

/** Knows where everything lies; throws what the file system throws. */
export class StoreFolder {
  readonly #userData: string
  readonly #folder: string
  /** A whole store that is about to take the place of the one in use. */
  readonly #incoming: string

  /** @param userData absolute path of the person's folder */
  constructor(userData: string) {
    this.#userData = userData
    this.#folder = join(userData, 'store')
    this.#incoming = join(userData, 'store.incoming')
  }

  get databasePath(): string {
    return join(this.#folder, DATABASE)
  }

  /** What holds database and keys. */
  get folder(): string {
    return this.#folder
  }

  /** Makes the folder; a database from before there was one moves in. */
  prepare(): void {
    this.#finishTakingIn()
    this.#moveIn()
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** What is there: the keys, and what kind of file the database is. */
  read(): Found {
    const main = readKeys(join(this.#folder, KEYS))
    const copy = readKeys(join(this.#folder, KEYS_COPY))
    return {
      keyFile: best(main, copy),
      isWhole: isDeepStrictEqual(main, copy),
      database: databaseKind(this.databasePath)
    }
  }

  /** Writes the keys, and only when they are safe their copy. */
  writeKeys(file: KeyFile): void {
    const text = formatKeyFile(file)
    writeWhole(join(this.#folder, KEYS), text)
    writeWhole(join(this.#folder, KEYS_COPY), text)
  }

  /** Moves key files that can not be read out of the way; they are not deleted. */
  keepDamagedKeys(now: number): void {
    for (const name of [KEYS, KEYS_COPY]) {
      const path = join(this.#folder, name)
      if (existsSync(path)) renameSync(path, `${path}.damaged-${stamp(now)}`)
    }
  }

  /** Puts the whole store aside. Nobody may have it open. */
  setAside(now: number): void {
    if (existsSync(this.#folder)) renameSync(this.#folder, this.#freeName(now))
    syncFolder(this.#userData)
  }

  /** Brings one back; the one in use is put aside for it. False where there is none of that name. */
  bringBack(name: string, now: number): boolean {
    const path = this.pathOf(name)
    if (path === null) return false
    this.setAside(now)
    renameSync(path, this.#folder)
    syncFolder(this.#userData)
    return true
  }

  /**
   * Puts a store that was laid out in another folder of the same disk in the place of the one in use, which
   * is put aside. Nobody may have either open.
   */
  takeIn(folder: string, now: number): boolean {
    renameSync(folder, this.#incoming)
    this.setAside(now)
    this.#finishTakingIn()
    return true
  }

  /** Those that were set aside, newest first. */
  listSetAside(): SetAside[] {
    return readdirSync(this.#userData, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.startsWith('set-aside-'))
      .map((entry) => describe(join(this.#userData, entry.name)))
      .sort((left, right) => right.at - left.at)
  }

  /** The path of one that was set aside; null where there is none of that name. */
  pathOf(name: string): string | null {
    return this.listSetAside().some((one) => one.name === name) ? join(this.#userData, name) : null
  }

  /** Keeps a repair report until the person has seen it; null forgets it. */
  keepRepair(report: RepairReport | null): void {
    const path = join(this.#userData, REPAIR)
    if (report) writeWhole(path, JSON.stringify(report))
    else rmSync(path, { force: true })
  }

  readRepair(): RepairReport | null {
    const text = readText(join(this.#userData, REPAIR))
    const parsed = v.safeParse(repairSchema, text === null ? null : parseJson(text))
    return parsed.success ? parsed.output : null
  }

  // Cut off before the old store was put aside, that one goes on; cut off after, the new one comes.
  #finishTakingIn(): void {
    if (!existsSync(this.#incoming)) return
    if (existsSync(this.#folder)) rmSync(this.#incoming, { recursive: true })
    else renameSync(this.#incoming, this.#folder)
    syncFolder(this.#userData)
  }

  // The log before the database, and all by way of a folder that becomes the real one at the end: whenever
  // this is cut off, the next start goes on where it stopped.
  #moveIn(): void {
    const half = `${this.#folder}.moving`
    const old = join(this.#userData, DATABASE)
    if (existsSync(this.#folder) || (!existsSync(old) && !existsSync(half))) return
    mkdirSync(half, { recursive: true, mode: 0o700 })
    for (const name of [`${DATABASE}-shm`, `${DATABASE}-wal`, DATABASE]) {
      const from = join(this.#userData, name)
      if (existsSync(from)) renameSync(from, join(half, name))
    }
    renameSync(half, this.#folder)
    syncFolder(this.#userData)
  }

  #freeName(now: number): string {
    const wanted = join(this.#userData, `set-aside-${stamp(now)}`)
    const names = [wanted, ...Array.from({ length: 99 }, (_, index) => `${wanted}-${index + 2}`)]
    const free = names.find((name) => !existsSync(name))
    if (free === undefined) throw new Error('no free name to set the store aside')
    return free
  }
}

// The first that can be read; a damaged one means that there was one.
function best(main: Found['keyFile'], copy: Found['keyFile']): Found['keyFile'] {
  if (typeof main === 'object') return main
  if (typeof copy === 'object') return copy
  return main === 'damaged' || copy === 'damaged' ? 'damaged' : 'missing'
}

function readKeys(path: string): Found['keyFile'] {
  if (!existsSync(path)) return 'missing'
  const text = readText(path)
  return (text === null ? null : parseKeyFile(text)) ?? 'damaged'
}

function readText(path: string): string | null {
  try {
    return statSync(path).size > MAX_KEYS_BYTES ? null : readFileSync(path, 'utf8')
  } catch {
    // Not there, or not to be read: whoever asks treats both as nothing.
    return null
  }
}

function databaseKind(path: string): DatabaseKind {
  if (!existsSync(path)) return 'missing'
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(PLAIN_HEADER.length)
    if (readSync(file, header, 0, header.length, 0) === 0) return 'missing'
    return header.toString('latin1') === PLAIN_HEADER ? 'plain' : 'encrypted'
  } finally {
    closeSync(file)
  }
}

// A rename is all or nothing; without the two syncs it could overtake what it names.
function writeWhole(path: string, text: string): void {
  const half = `${path}.tmp`
  const file = openSync(half, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(half, path)
  syncFolder(dirname(path))
}

function describe(path: string): SetAside {
  const sizes = readdirSync(path).map((name) => statSync(join(path, name)).size)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const name = basename(path)
  return { name, at: timeOf(name) ?? statSync(path).mtimeMs, bytes }
}

// UTC: names sort by time whatever the clocks on the wall did.
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
}

function timeOf(name: string): number | null {
  const parts = /(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)/.exec(name)
  return parts ? Date.parse(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}Z`) : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
