// One transfer from its first question to its end, whichever way its server wants it.
import { refuse } from '../../src-preload/contract/failure.ts'
import type { CompiledDialect, FileScene, Saying, UploadWay } from '../dialects/compiled.ts'
import type { TransferEnd, TransferJob } from '../ports/transfer-calls.ts'
import type { Clock } from './clock.ts'
import type { Jars } from './jars.ts'
import type { Moved, MoveEnd } from './mover-calls.ts'
import type { RateGate } from './rate-gate.ts'
import type { RosterEntry } from './roster.ts'
import type { EmitOutcome } from './thread-calls.ts'
import { askFirst } from './transfer-ask.ts'
import { planDownload, planUpload, sceneOf } from './transfer-plan.ts'
import { threadGone, type TransferPool } from './transfer-pool.ts'
import { roomFor, sendBySocket, USUAL_PAYLOAD } from './transfer-socket.ts'
import { isStrangerStatus, type Step } from './transfer-step.ts'

export interface TransferCourseOptions {
  job: TransferJob
  clock: Clock
  jars: Jars
  pool: TransferPool
  gate: RateGate
  /** As it is known now; undefined where it was removed. */
  entry: () => RosterEntry | undefined
  dialectOf: (entry: RosterEntry) => CompiledDialect | null
  maxPayload: () => number | null
  emit: (saying: Saying) => Promise<EmitOutcome>
  listen: (heard: (event: string, args: unknown[]) => void) => () => void
  onMoved: (moved: Moved) => void
}

const stopped: Step<never> = { kind: 'stopped' }

export class TransferCourse {
  readonly #options: TransferCourseOptions
  readonly #stop = new AbortController()

  constructor(options: TransferCourseOptions) {
    this.#options = options
  }

  /** Ends it where it is. */
  stop(): void {
    this.#stop.abort(new Error('stopped'))
    this.#options.pool.stop(this.#options.job.fileId)
  }

  async run(): Promise<Step<TransferEnd>> {
    const { job, entry: find, dialectOf } = this.#options
    const entry = find()
    if (!entry) return fail('server-unreachable', true)
    const dialect = dialectOf(entry)
    return job.direction === 'up' ? this.#send(entry, dialect) : this.#fetch(entry, dialect)
  }

  async #fetch(entry: RosterEntry, dialect: CompiledDialect | null): Promise<Step<TransferEnd>> {
    const { job, jars, clock } = this.#options
    const planned = planDownload({ job, entry, jars }, dialect, clock.now())
    if (!planned.ok) return failedBy(planned)
    const ended = await this.#moveBy(planned.value)
    if (ended.kind !== 'done') return ended
    const { value } = ended
    return value.end === 'arrived' ? { kind: 'done', value } : fail('internal', true)
  }

  async #send(entry: RosterEntry, dialect: CompiledDialect | null): Promise<Step<TransferEnd>> {
    const { job, clock } = this.#options
    if (!entry.session) return fail('server-unreachable', true)
    if (!job.source) return fail('file-gone')
    const scene = sceneOf({ job, entry }, entry.session, clock.now())
    const way = dialect?.files?.uploadFor(scene)
    if (!way) return fail('not-supported')
    if (way.kind === 'message') return this.#check(way)
    const asked = await this.#ask(way, scene)
    if (asked.kind !== 'done') return asked
    if (this.#stop.signal.aborted) return stopped
    const known = { ...scene, asked: asked.value }
    return way.kind === 'socket' ? this.#bySocket(way, known) : this.#byHttp(entry, way, known)
  }

  // It goes within its message: here only whether it fits, and whether it is still what was chosen.
  async #check(way: UploadWay): Promise<Step<TransferEnd>> {
    const { job, pool, maxPayload } = this.#options
    const room = roomFor(maxPayload() ?? USUAL_PAYLOAD, way.data)
    if ((job.size ?? 0) > room) {
      return failedBy(refuse('file-too-large', { limit: room, length: job.size ?? 0 }))
    }
    if (!job.source) return fail('file-gone')
    const hashed = await pool.hash(job.source)
    if (!hashed.ok) return failedBy(hashed)
    return { kind: 'done', value: { end: 'sent', result: null, sha256: hashed.value.sha256 } }
  }

  async #ask(way: UploadWay, scene: FileScene): Promise<Step<unknown[] | null>> {
    const { clock, emit, listen } = this.#options
    if (!way.ask) return { kind: 'done', value: null }
    return askFirst({ ask: way.ask, scene, clock, emit, listen })
  }

  async #bySocket(way: UploadWay, scene: FileScene): Promise<Step<TransferEnd>> {
    const { job, emit, pool, maxPayload, gate, onMoved } = this.#options
    const sent = await sendBySocket({
      job,
      way,
      scene,
      emit,
      maxPayload: maxPayload() ?? USUAL_PAYLOAD,
      isStopped: () => this.#stop.signal.aborted,
      readPiece: (wish) => pool.readPiece(wish),
      pass: (bytes) => gate.pass('up', bytes, this.#stop.signal).catch(() => undefined),
      moved: (bytes) =>
        onMoved({ fileId: job.fileId, bytes, total: job.size, confirmed: bytes, resume: {} })
    })
    if (sent.kind !== 'done') return sent
    const hashed = job.source ? await pool.hash(job.source) : null
    return verdictOf(way, scene, sent.value, hashed?.ok ? hashed.value.sha256 : null)
  }

  async #byHttp(entry: RosterEntry, way: UploadWay, scene: FileScene): Promise<Step<TransferEnd>> {
    const { job, jars } = this.#options
    const planned = planUpload({ job, entry, jars }, way, scene)
    if (!planned.ok) return failedBy(planned)
    const ended = await this.#moveBy(planned.value)
    if (ended.kind !== 'done') return ended
    const { value } = ended
    if (value.end === 'uploaded') {
      const { url, sha256 } = value
      const id = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
      return verdictOf(way, scene, [{ url, id }], sha256)
    }
    if (value.end !== 'answered') return fail('internal', true)
    const { status, headers, cookies, body, sha256 } = value
    const { whither } = planned.value
    const isServer = new URL(whither.url).origin === whither.origin
    if (isServer) jars.of(entry.link.serverId, entry.link.cookies).take(whither.url, cookies)
    const args = [readBody(body), { status, headers, cookies: {} }]
    const verdict = verdictOf(way, scene, args, sha256)
    const isStranger = isServer && isStrangerStatus(status)
    return verdict.kind === 'failed' ? { ...verdict, isStranger } : verdict
  }

  async #moveBy(move: Parameters<TransferPool['move']>[0]): Promise<Step<MoveEnd>> {
    if (this.#stop.signal.aborted) return stopped
    const moved = await this.#options.pool.move(move)
    const end = moved.ok ? moved.value : threadGone
    if (end.end === 'stopped' || (!moved.ok && this.#stop.signal.aborted)) return stopped
    if (end.end !== 'failed') return { kind: 'done', value: end }
    const { failure, retryAfterMs, isStranger = false } = end
    return { kind: 'failed', failure, retryAfterMs, isStranger }
  }
}

function verdictOf(
  way: UploadWay,
  scene: FileScene,
  args: unknown[],
  sha256: string | null
): Step<TransferEnd> {
  const told = { ...scene, file: { ...scene.file, sha256: sha256 ?? scene.file.sha256 } }
  const verdict = way.readAnswer(told, args)
  if (verdict.kind === 'failure') return { ...verdict, kind: 'failed' }
  return {
    kind: 'done',
    value: { end: 'sent', result: verdict.result, sha256: sha256 === '' ? null : sha256 }
  }
}

function readBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body // plain words
  }
}

function fail(code: Parameters<typeof refuse>[0], retry = false): Step<never> {
  return failedBy(refuse(code, undefined, retry))
}

function failedBy({ failure }: ReturnType<typeof refuse>): Step<never> {
  return { kind: 'failed', failure, retryAfterMs: null }
}
