// Looks for updates at its own pace, fetches them, and says how that goes; what it decides stands in decide.ts.
import {
  done,
  refuse,
  type Failure,
  type FailureCode,
  type Result
} from '../../src-preload/contract/failure.ts'
import type { Block } from '../../src-preload/contract/body.ts'
import type {
  UpdateKind,
  UpdateOrigin,
  UpdateSettings,
  UpdateState
} from '../../src-preload/contract/updates.ts'
import { describeError, openLog } from '../base/log.ts'
import type { UpdatePolicy } from '../ports/updates.ts'
import type { Room } from './decide.ts'
import type { Engine, FullOffer } from './engine.ts'
import { failureOf } from './failure-of.ts'
import { nextCheckIn } from './pace.ts'
import { updateFeed } from './feed.ts'

const log = openLog('updates')

/** How often progress is told at most, ms. */
const TELL_EVERY_MS = 250

export interface UpdateKeeperOptions {
  /** Made when it is first needed; null where this copy knows no feed. */
  makeEngine: (() => Promise<Engine>) | null
  kind: UpdateKind
  origin: UpdateOrigin
  releases: string | null
  current: string
  /** The version that was taken back. */
  undone: string | null
  settings: () => UpdateSettings
  policy: () => UpdatePolicy
  room: () => Promise<Room>
  parseNotes: (markdown: string) => Promise<Block[]>
  onChange: (state: UpdateState) => void
  /** ms since 1970. */
  now: () => number
  /** At least 0, less than 1. */
  random: () => number
}

/** Nothing went wrong on the way; the answer is no. */
class RefusedError extends Error {
  readonly failure: Failure

  constructor(code: FailureCode) {
    super(code)
    this.failure = { code, retry: false }
  }
}

/** One thing at a time: a check and what follows it. */
export class UpdateKeeper {
  readonly #options: UpdateKeeperOptions
  #engine: Engine | null = null
  #state: UpdateState
  #isBusy = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #toldAt = 0

  constructor(options: UpdateKeeperOptions) {
    this.#options = options
    this.#state = {
      kind: options.kind,
      origin: options.origin,
      releases: options.releases,
      phase: 'idle',
      version: null,
      notes: [],
      done: 0,
      total: 0,
      failure: null,
      checkedAt: null,
      undone: options.undone,
      feedBy: this.#chosen.by
    }
  }

  get state(): UpdateState {
    return this.#state
  }

  /** Checks by itself from now on, as far as the person wants that. */
  start(): void {
    if (this.#timer === null) this.#plan(true)
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** Another feed or channel: what was found at the old one counts no more, unless it is being fetched. */
  settingsChanged(): void {
    const isOpen = !this.#isBusy && this.#state.phase !== 'ready'
    this.#set({
      feedBy: this.#chosen.by,
      ...(isOpen ? { phase: 'idle', version: null, notes: [], failure: null } : {})
    })
  }

  check(): Result<null> {
    const { makeEngine } = this.#options
    const { isOff, by = 'none' } = this.#options.policy()
    if (isOff) return refuse('set-by-policy', { by })
    if (!makeEngine) return refuse('not-supported')
    if (!this.#isBusy && this.#state.phase !== 'ready') void this.#run(makeEngine)
    return done(null)
  }

  /** Ends this Filo for the new one. */
  restart(): Result<null> {
    if (this.#state.phase !== 'ready' || !this.#engine) return refuse('not-found')
    if (this.#engine.install()) return done(null)
    log.error('the new version was not put in place')
    const { failure } = refuse('update-not-installed')
    this.#set({ phase: 'failed', failure })
    return { ok: false, failure }
  }

  get #chosen(): ReturnType<typeof updateFeed> {
    return updateFeed(this.#options.settings(), this.#options.policy())
  }

  #plan(isFirst: boolean): void {
    const { random } = this.#options
    const wait = nextCheckIn({ isFirst, failures: this.#failures, random: random() })
    this.#timer = setTimeout(() => {
      if (this.#options.settings().automatic) this.check()
      this.#plan(false)
    }, wait)
    // It keeps no process alive.
    this.#timer.unref()
  }

  async #run(makeEngine: () => Promise<Engine>): Promise<void> {
    this.#isBusy = true
    try {
      this.#set({ phase: 'checking', failure: null })
      this.#engine ??= await makeEngine()
      await this.#checkAndFetch(this.#engine)
      this.#failures = 0
    } catch (error) {
      this.#failures++
      const failure = error instanceof RefusedError ? error.failure : failureOf(error)
      log.warn('no update', { code: failure.code, error: describeError(error) })
      this.#set({ phase: 'failed', failure })
    } finally {
      this.#isBusy = false
    }
  }

  async #checkAndFetch(engine: Engine): Promise<void> {
    const { feed, channel } = this.#chosen
    if (feed.kind === 'invalid') throw new RefusedError('update-feed-invalid')
    const offer = await engine.check(feed, channel)
    // Comparing versions takes a library, which no start should wait for.
    const { isWanted } = await import('./decide.ts')
    const { current, undone, now } = this.#options
    this.#set({ checkedAt: now() })
    if (!offer || !isWanted(offer.version, { current, channel, undone })) {
      this.#set({ phase: 'idle', version: null, notes: [] })
      return
    }
    await this.#take(engine, offer)
  }

  async #take(engine: Engine, offer: FullOffer): Promise<void> {
    const { kind, room, parseNotes } = this.#options
    const notes = await parseNotes(offer.notes)
    const found = { version: offer.version, notes, done: 0, total: offer.size }
    if (kind === 'by-hand') return this.#set({ phase: 'available', ...found })
    const { refusalOf } = await import('./decide.ts')
    const refusal = refusalOf(offer, await room())
    this.#set(found)
    if (refusal) throw new RefusedError(refusal)
    this.#set({ phase: 'downloading' })
    await engine.download((bytes) => this.#progressed(bytes))
    this.#set({ phase: 'ready', done: offer.size })
  }

  #progressed(bytes: number): void {
    const now = this.#options.now()
    if (Math.abs(now - this.#toldAt) < TELL_EVERY_MS) return
    this.#toldAt = now
    this.#set({ done: bytes })
  }

  #set(change: Partial<UpdateState>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onChange(this.#state)
  }
}
