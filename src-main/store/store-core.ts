// What every port of the store works with: the database, one way to write, and who hears of it.
import { sqlCode } from '../base/sql.ts'
import { indexNames, type IndexName } from './queries/search-index.ts'
import { guarded } from './sql-failure.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Log } from '../base/log.ts'
import { Changes } from './changes.ts'
import type { StoreDatabase } from './database.ts'
import { HeadStart } from './head-start.ts'
import { MessageIds } from './message-ids.ts'
import type { PaceClock } from './pace.ts'
import type { BodyMaker } from './queries/messages-read.ts'
import { WriteSession } from './write-session.ts'

export interface StoreParts {
  db: StoreDatabase
  bodyOf: BodyMaker
  /** ms since 1970. */
  now: () => number
  /** How long the computer has run, ms; the same count in every process. */
  uptime: () => number
  newId: () => string
  clock: PaceClock
  log: Log
}

/** Hears of every transaction after it is on disk. */
export type ChangeListener = (changes: Changes) => void

export class StoreCore {
  readonly db: StoreDatabase
  readonly bodyOf: BodyMaker
  readonly now: () => number
  readonly uptime: () => number
  readonly newId: () => string
  readonly clock: PaceClock
  readonly log: Log
  /** What the window hears waits for it. */
  readonly headStart: HeadStart
  /** Set by whoever can make an index anew. */
  onIndexBroken: ((index: IndexName) => void) | null = null
  readonly #ids: MessageIds
  /** Of whoever sends: it hears before all others. */
  readonly #senders = new Set<ChangeListener>()
  readonly #listeners = new Set<ChangeListener>()
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(parts: StoreParts) {
    this.db = parts.db
    this.bodyOf = parts.bodyOf
    this.now = parts.now
    this.uptime = parts.uptime
    this.newId = parts.newId
    this.clock = parts.clock
    this.log = parts.log
    this.headStart = new HeadStart(parts.clock)
    this.#ids = new MessageIds(parts.db)
  }

  /** Subscribes to changes; returns the undo. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same for whoever sends what is to be sent: before all others. */
  onChangeFirst(listener: ChangeListener): () => void {
    this.#senders.add(listener)
    return () => this.#senders.delete(listener)
  }

  /** For how long nobody has wanted anything, ms; what is done in the background goes by it. */
  get quietMs(): number {
    return this.clock.now() - this.#askedAt
  }

  /** Somebody wants something; said by itself where it is done at once. */
  noteAsked(): void {
    this.#askedAt = this.clock.now()
  }

  /**
   * Runs work in one transaction; listeners hear of it once it is committed, or never. What a broken
   * search index kept from being written is written after the index was emptied, so `work` may run again.
   */
  write<T>(work: (session: WriteSession) => T): T {
    for (const index of indexNames) {
      try {
        return this.#write(work)
      } catch (error) {
        if (sqlCode(error) !== 'SQLITE_CORRUPT_VTAB' || !this.onIndexBroken) throw error
        this.onIndexBroken(index)
      }
    }
    return this.#write(work)
  }

  #write<T>(work: (session: WriteSession) => T): T {
    this.noteAsked()
    const changes = new Changes()
    const moment = { now: this.now(), uptime: this.uptime() }
    const session = new WriteSession({ db: this.db, changes, ids: this.#ids, ...moment })
    const result = this.db.transaction(() => {
      const answer = work(session)
      session.finish()
      return answer
    })
    for (const listener of [...this.#senders, ...this.#listeners]) listener(changes)
    return result
  }

  /** The same for a call: a refusal rolls nothing back, since it is decided before anything is written. */
  answer<T>(work: (session: WriteSession) => Result<T>): Result<T> {
    return this.#told(() => guarded(() => this.write(work)))
  }

  /** For calls that only read. */
  read<T>(work: (db: StoreDatabase) => Result<T>): Result<T> {
    return this.#told(() => guarded(() => work(this.db)))
  }

  #told<T>(work: () => Result<T>): Result<T> {
    this.noteAsked()
    const result = work()
    if (!result.ok && /^(disk|store)-|^internal/.test(result.failure.code)) {
      this.log.error('database refused', { code: result.failure.code })
    }
    return result
  }
}
