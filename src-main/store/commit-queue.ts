// Gathers commit requests, so that many small ones share one transaction and one sync to disk.
import { refuse, type Result } from '../../src-preload/contract/failure.ts'
import { describeError } from '../base/log.ts'
import {
  commitEvents,
  type Committed,
  type CommitRequest,
  type EventRunner,
  type Left
} from './inbound/commit.ts'
import { Flow } from './flow.ts'
import { failureOf } from './sql-failure.ts'
import type { StoreCore } from './store-core.ts'
import type { WriteSession } from './write-session.ts'

/** So many events make a batch: no more are held back for more to come, and no more are committed in one turn. */
const FULL_BATCH = 500
/** How long a request may wait for company while others are being committed. */
const GATHER_MS = 4

type CommitAnswer = Result<{ added: number }>

interface Waiting {
  request: CommitRequest
  resolve: (answer: CommitAnswer) => void
}
/** What is done once all before it is committed. */
type Job = Waiting | { work: () => void }

/**
 * Between two batches everybody else has a turn: what the person writes waits for one batch at most, however much
 * of a flood waits already.
 */
export class CommitQueue {
  readonly #core: StoreCore
  readonly #flow = new Flow()
  #jobs: Job[] = []
  #waitingEvents = 0
  #planned: { isSoon: boolean; undo: () => void } | null = null
  #lastEndAt = Number.NEGATIVE_INFINITY
  #eventsTotal = 0

  constructor(core: StoreCore) {
    this.#core = core
  }

  /** Events that wait. */
  get queue(): number {
    return this.#waitingEvents
  }

  get eventsTotal(): number {
    return this.#eventsTotal
  }

  /** Answers once the events are on disk. */
  commit(request: CommitRequest): Promise<CommitAnswer> {
    this.#core.noteAsked()
    return new Promise((resolve) => {
      this.#jobs.push({ request, resolve })
      this.#waitingEvents += request.events.length
      this.#plan()
    })
  }

  /** Does `work` once all that was to be committed before is: at once where that is one batch. */
  inOrder<T>(work: () => T): T | Promise<T> {
    if (this.#waitingEvents <= FULL_BATCH) {
      this.flush()
      return work()
    }
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        try {
          resolve(work())
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      this.#jobs.push({ work: settle })
      this.#plan()
    })
  }

  /** Commits all that waits, now. */
  flush(): void {
    while (this.#jobs.length > 0) this.#turn()
  }

  // Alone, a request is committed soon; in a flood it waits a little for others.
  #plan(): void {
    if (this.#jobs.length === 0) return
    const { clock } = this.#core
    const isAsked = this.#jobs.some((job) => 'work' in job)
    const isFull = this.#waitingEvents >= FULL_BATCH
    const isSoon = isAsked || isFull || clock.now() - this.#lastEndAt >= GATHER_MS
    if (this.#planned && (this.#planned.isSoon || !isSoon)) return
    this.#planned?.undo()
    const undo = clock.after(isSoon ? 0 : GATHER_MS, () => this.#turn())
    this.#planned = { isSoon, undo }
  }

  /** One batch, and what waits right behind it. */
  #turn(): void {
    this.#planned?.undo()
    this.#planned = null
    const batch = this.#takeBatch()
    if (batch.length > 0) this.#run(batch)
    for (let [next] = this.#jobs; next && 'work' in next; [next] = this.#jobs) {
      this.#jobs.shift()
      next.work()
    }
    this.#lastEndAt = this.#core.clock.now()
    this.#plan()
  }

  #takeBatch(): Waiting[] {
    const batch: Waiting[] = []
    let events = 0
    for (const job of this.#jobs) {
      if ('work' in job || events >= FULL_BATCH) break
      batch.push(job)
      events += job.request.events.length
    }
    this.#jobs.splice(0, batch.length)
    this.#waitingEvents -= events
    return batch
  }

  #run(batch: readonly Waiting[]): void {
    const answers = this.#tryTogether(batch) ?? batch.map((one) => this.#tryAlone(one.request))
    for (const [index, { resolve }] of batch.entries()) {
      resolve(answers[index] ?? refuse('internal', undefined, true))
    }
  }

  /** Null if a bug stood in the way: then each request has to try for itself. */
  #tryTogether(batch: readonly Waiting[]): CommitAnswer[] | null {
    try {
      const committed = this.#core.write((session) => {
        session.areWordsLater = this.#flow.isFlood(this.#core.clock.now())
        return batch.map(({ request }) => commitEvents(session, request))
      })
      return committed.map((one, index) => this.#answer(one, batch[index]?.request))
    } catch (error) {
      const failure = failureOf(error)
      this.#core.log.warn('batch not committed', { error: describeError(error) })
      return failure ? batch.map(() => ({ ok: false, failure })) : null
    }
  }

  #tryAlone(request: CommitRequest): CommitAnswer {
    try {
      const committed = this.#core.write((session) =>
        commitEvents(session, request, this.#carefully(session))
      )
      return this.#answer(committed, request)
    } catch (error) {
      const failure = failureOf(error)
      this.#core.log.error('events not committed', { error: describeError(error) })
      return failure ? { ok: false, failure } : refuse('internal', undefined, true)
    }
  }

  // A bug of ours in one event must not keep a server's other messages out for ever.
  #carefully(session: WriteSession): EventRunner {
    return (work) => {
      try {
        this.#core.db.savepoint(() => {
          work()
          session.flush()
        })
        return true
      } catch (error) {
        if (failureOf(error)) throw error
        this.#core.log.error('event skipped', { error: describeError(error) })
        return false
      }
    }
  }

  #answer(committed: Committed | Left, request: CommitRequest | undefined): CommitAnswer {
    if (committed === 'server-gone') return refuse('not-found')
    if (committed === 'out-of-turn') return refuse('internal', undefined, true)
    this.#eventsTotal += request?.events.length ?? 0
    this.#flow.came(committed.added, this.#core.clock.now())
    if (committed.ignored > 0) this.#core.log.debug('events ignored', { count: committed.ignored })
    return { ok: true, value: { added: committed.added } }
  }
}
