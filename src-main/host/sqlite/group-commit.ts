// Owns when the host's file is written: what arrives together is committed together.
import type { Database } from '../../base/sql.ts'

/** Most pieces of work in one transaction: keeps a commit short enough not to be felt. */
const BATCH = 500

interface Job {
  /** Does the work inside the transaction; returns what to do once that is durable. */
  attempt(): () => void
  fail(cause: unknown): void
}

/**
 * Gathers writes until the event loop has read all sockets that were ready, then commits them in
 * order in one transaction and settles their promises in that order. Work that throws is undone
 * alone: the batch is rolled back and each piece tried by itself.
 */
export class GroupCommit {
  readonly #database: Database
  #jobs: Job[] = []
  #scheduled = false

  constructor(database: Database) {
    this.#database = database
  }

  /** Runs `work` inside a transaction; resolves when that is committed. */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const value = work()
        return () => resolve(value)
      }
      this.#jobs.push({ attempt, fail: reject })
      this.#schedule()
    })
  }

  /** Commits all that waits, now. */
  flush(): void {
    while (this.#jobs.length > 0) this.#commit(this.#jobs.splice(0, BATCH))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commit(this.#jobs.splice(0, BATCH))
      if (this.#jobs.length > 0) this.#schedule()
    })
  }

  #commit(jobs: Job[]): void {
    if (jobs.length === 0) return
    try {
      const settlements = this.#database.transaction(() => jobs.map((job) => job.attempt()))
      for (const settle of settlements) settle()
    } catch (cause) {
      if (jobs.length > 1) for (const job of jobs) this.#commit([job])
      else for (const job of jobs) job.fail(cause)
    }
  }
}
