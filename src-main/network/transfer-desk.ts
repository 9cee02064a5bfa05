// Files that go and come: takes as many as may move at once, has each moved its server's way, and tells how it ended.
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Log } from '../base/log.ts'
import type { Saying } from '../dialects/compiled.ts'
import type { FilePlace, TransferEnd, TransferJob } from '../ports/transfer-calls.ts'
import type { Clock } from './clock.ts'
import type { Counters, MoverName } from './counters.ts'
import type { DialectBook } from './dialect-book.ts'
import type { Jars } from './jars.ts'
import type { Link } from './link/link.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import type { MonitorRpc } from './monitor-relay.ts'
import type { MoverSetup } from './mover-calls.ts'
import type { Renewal } from './renewal.ts'
import { dialectIdOf, type Roster, type RosterEntry } from './roster.ts'
import type { StoreDoor } from './store-door.ts'
import type { LinkFrame } from './packed-frames.ts'
import type { Epoch, EmitOutcome, ThreadLife } from './thread-calls.ts'
import { argsOf } from './wire-args.ts'
import type { RunningThread } from './thread-slot.ts'
import { TransferCourse } from './transfer-course.ts'
import { TransferPool } from './transfer-pool.ts'
import { TransferProgress } from './transfer-progress.ts'
import { isElsewhere } from './transfer-plan.ts'
import { TransferTaking } from './transfer-taking.ts'
import { endOfFailed } from './transfer-retry.ts'
import type { FailedStep } from './transfer-step.ts'
import { RateGate } from './rate-gate.ts'
import type { Windows } from './windows.ts'

/** How files move, as the person set it; bytes a second and bytes, null: without a bound. */
export interface TransferRules {
  upRate: number | null
  downRate: number | null
  autoBytes: number
}

/** Files that move at once, of one server and of all. */
const PER_SERVER = 16
const IN_ALL = 32

export interface TransferDeskOptions {
  clock: Clock
  log: Log
  roster: Roster
  book: DialectBook
  link: Link
  jars: Jars
  store: StoreDoor
  resolveProxy: ResolveProxy
  windows: () => Windows
  counters: Counters
  monitor: () => MonitorRpc | null
  /** A thread was given something to do. */
  onWork: () => void
  renewal: Renewal
  /** The server did not know who asked; true where a new login is made. */
  onStranger: (epoch: Epoch) => boolean
  startMover: (setup: MoverSetup) => RunningThread
}

export class TransferDesk {
  readonly #options: TransferDeskOptions
  readonly #gate = new RateGate()
  readonly #pool: TransferPool
  readonly #progress: TransferProgress
  readonly #moving = new Map<FileId, { serverId: ServerId; course: TransferCourse }>()
  readonly #taking: TransferTaking
  readonly #listeners = new Map<ServerId, Set<(event: string, args: unknown[]) => void>>()
  /** What a server takes of files, as the store was told. */
  readonly #told = new Map<ServerId, string>()
  #autoBytes = 0

  constructor(options: TransferDeskOptions) {
    const { clock, log, counters, resolveProxy, roster, store, onWork } = options
    this.#options = options
    this.#progress = new TransferProgress({
      clock,
      tell: (files) => options.windows().tell('filesMoved', { files }),
      note: (notes) => void store.ask.noteTransfers({ notes })
    })
    this.#taking = new TransferTaking({
      clock,
      roster,
      store,
      room: (serverId) => this.#roomFor(serverId),
      isElsewhere: (serverId, place) => this.#isElsewhere(serverId, place),
      onTaken: (job) => void this.#move(job)
    })
    this.#pool = new TransferPool({
      clock,
      log,
      counters,
      resolveProxy,
      onWork,
      rates: this.#gate.memory,
      start: options.startMover,
      onMoved: (files) => {
        for (const moved of files) this.#progress.moved(moved)
      },
      onLife: (life) => options.monitor()?.tell('threadChanged', life)
    })
  }

  /** Files that move now, and the threads that move them. */
  get load(): { moving: number; threads: number } {
    return { moving: this.#moving.size, threads: this.#pool.size }
  }

  /** Of every thread that may move files. */
  threadLives(): ThreadLife[] {
    return this.#pool.lives()
  }

  /** Has its threads give a sign of life. */
  beat(): void {
    this.#pool.beat()
  }

  restartThread(name: MoverName): void {
    this.#pool.restart(name)
  }

  setRules({ upRate, downRate, autoBytes }: TransferRules): void {
    this.#gate.setRate('up', upRate)
    this.#gate.setRate('down', downRate)
    this.#autoBytes = autoBytes
  }

  /** What is on screen goes first. */
  async shown(fileIds: FileId[]): Promise<Result<null>> {
    await this.#options.store.ask.showFiles({ fileIds, autoBytes: this.#autoBytes })
    return done(null)
  }

  /** These servers have something to be moved. */
  waiting(serverIds: readonly ServerId[]): void {
    for (const serverId of serverIds) void this.#taking.take(serverId)
  }

  /** These are not to be moved any more. */
  stopped(fileIds: readonly FileId[]): void {
    for (const fileId of fileIds) this.#moving.get(fileId)?.course.stop()
  }

  /** A server is there: what waits for it goes. */
  joined(serverId: ServerId): void {
    this.describe(serverId)
    void this.#taking.take(serverId)
  }

  /** There is a (new) store: what is left is taken from it. */
  attached(): void {
    this.#told.clear()
    for (const { link, isJoined } of this.#options.roster.all()) {
      if (isJoined) this.joined(link.serverId)
    }
  }

  /** The servers are known: what lies with others may be fetched before they are there. */
  listed(): void {
    this.waiting(this.#options.roster.all().map(({ link }) => link.serverId))
  }

  /** Tells the store what a server takes, where that is not what it was. */
  describe(serverId: ServerId): void {
    const { roster, book, clock, store } = this.#options
    const entry = roster.get(serverId)
    if (!entry?.session) return
    const files = book.get(dialectIdOf(entry))?.files?.limits(entry.session, clock.now()) ?? null
    const written = JSON.stringify(files)
    if (this.#told.get(serverId) === written) return
    this.#told.set(serverId, written)
    void store.ask.keepServerFiles({ serverId, files })
  }

  /** Something came from a server; somebody may wait for it. */
  heard(serverId: ServerId, frames: readonly LinkFrame[]): void {
    const listeners = this.#listeners.get(serverId)
    if (!listeners || listeners.size === 0) return
    for (const { event, args } of frames)
      for (const heard of [...listeners]) heard(event, argsOf(args))
  }

  forget(serverId: ServerId): void {
    this.#told.delete(serverId)
    this.#taking.forget(serverId)
    for (const { serverId: of, course } of this.#moving.values()) if (of === serverId) course.stop()
  }

  close(): void {
    this.#taking.close()
    for (const { course } of this.#moving.values()) course.stop()
    this.#pool.close()
  }

  /** How many more files of a server may move. */
  #roomFor(serverId: ServerId): number {
    const own = [...this.#moving.values()].filter((moving) => moving.serverId === serverId).length
    return Math.min(PER_SERVER - own, IN_ALL - this.#moving.size)
  }

  #isElsewhere(serverId: ServerId, place: FilePlace): boolean {
    const { roster, book, clock } = this.#options
    const entry = roster.get(serverId)
    if (!entry) return false
    return isElsewhere({ place, entry, dialect: book.get(dialectIdOf(entry)), now: clock.now() })
  }

  async #move(job: TransferJob): Promise<void> {
    const { fileId, serverId, direction } = job
    const loginAt = this.#options.renewal.lastAt(serverId)
    // A store that began anew gives it out once more.
    if (this.#moving.has(fileId)) return
    const course = this.#openCourse(job)
    this.#moving.set(fileId, { serverId, course })
    const start = { bytes: job.bytes, total: job.size, confirmed: job.bytes, resume: job.resume }
    this.#progress.begin(fileId, direction, start)
    const ended = await course.run()
    this.#progress.end(fileId)
    this.#moving.delete(fileId)
    if (ended.kind === 'done') await this.#end(job, ended.value)
    else if (ended.kind === 'failed') await this.#end(job, this.#failed(job, ended, loginAt))
    this.#taking.takeOfAny()
  }

  async #end({ fileId }: TransferJob, end: TransferEnd): Promise<void> {
    await this.#options.store.ask.endTransfer({ fileId, end })
  }

  #failed(job: TransferJob, failed: FailedStep, loginAt: number | null): TransferEnd {
    const { clock, roster } = this.#options
    const { serverId, attempts, direction } = job
    return endOfFailed(
      {
        ...failed,
        attempts,
        isJoined: roster.get(serverId)?.isJoined === true,
        isElsewhere: direction === 'down' && this.#isElsewhere(serverId, job),
        logsInAnew: () => this.#logsInAnew(serverId, loginAt)
      },
      clock
    )
  }

  /** Whether there is, or will be, a newer login than the one that a server did not take. */
  #logsInAnew(serverId: ServerId, loginAt: number | null): boolean {
    const { renewal, link, onStranger } = this.#options
    if (renewal.isStale(serverId) || renewal.lastAt(serverId) !== loginAt) return true
    return onStranger({ serverId, epoch: link.epochOf(serverId) })
  }

  #openCourse(job: TransferJob): TransferCourse {
    const { clock, roster, book, link, jars } = this.#options
    const { serverId } = job
    return new TransferCourse({
      job,
      clock,
      jars,
      pool: this.#pool,
      gate: this.#gate,
      entry: () => roster.get(serverId),
      dialectOf: (entry: RosterEntry) => book.get(dialectIdOf(entry)),
      maxPayload: () => link.maxPayloadOf(serverId),
      emit: (saying) => this.#emit(serverId, saying),
      listen: (heard) => this.#listen(serverId, heard),
      onMoved: (moved) => this.#progress.moved(moved)
    })
  }

  #emit(serverId: ServerId, saying: Saying): Promise<EmitOutcome> {
    const { link } = this.#options
    return new Promise((resolve) => {
      link.emit({ serverId, epoch: link.epochOf(serverId) }, saying, resolve)
    })
  }

  #listen(serverId: ServerId, heard: (event: string, args: unknown[]) => void): () => void {
    const listeners = this.#listeners.get(serverId) ?? new Set()
    this.#listeners.set(serverId, listeners)
    listeners.add(heard)
    return () => listeners.delete(heard)
  }
}
