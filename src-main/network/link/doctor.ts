// The network doctor: walks the way to a server step by step, and says of each what was found.
import type { FailureCode, Failure } from '../../../src-preload/contract/failure.ts'
import {
  doctorSteps,
  type DoctorFinding,
  type DoctorLine,
  type DoctorStep
} from '../../../src-preload/contract/doctor.ts'
import type { ConnectSettings } from '../../../src-preload/contract/store-calls.ts'
import type { CompiledDialect, ConnectPlan } from '../../dialects/compiled.ts'
import type { Recognition, Seen } from '../../dialects/recognise.ts'
import type { Clients } from './clients.ts'
import { goalOf, lookAtCertificate, lookAtProxy } from './doctor-route.ts'
import { lookUpName, openPort } from './doctor-wire.ts'
import { nameOfProxy } from './route/proxy-tunnel.ts'
import type { Way } from './route/ways.ts'
import { askOpening, classifyProbe, type ProbeFinding } from './probe-address.ts'
import type { ProbeAnswer } from './refused-opening.ts'
import { targetOf, type Known, type Target } from './target.ts'
import { connectOnce, noRecognition } from './try-address.ts'

const HTTP_LIMIT_MS = 8_000

export interface DoctorOptions {
  settings: ConnectSettings
  known: Known
  plan: ConnectPlan | null
  /** The dialect that is to be spoken; null where it is open. */
  dialect: CompiledDialect | null
  clients: Clients
  listenMs: number
  /** Which dialect fits what the server says by itself. */
  recognise: (seen: Seen) => Recognition
  signal: AbortSignal
  onLine: (line: DoctorLine) => void
  /** ms, for measuring. */
  elapsed: () => number
}

/** What one step found. */
export interface Found {
  result: 'ok' | 'failed' | 'skipped'
  finding: DoctorFinding
  detail?: Record<string, string | number>
  code?: FailureCode
}

/** Takes the steps until one fails; those after it are skipped. Ends early when the signal says so. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorLine[]> {
  const check = new Check(options)
  const lines: DoctorLine[] = []
  let isOver = false
  for (const step of doctorSteps) {
    if (options.signal.aborted) break
    const line: DoctorLine = isOver ? skippedLine(step) : await check.take(step)
    isOver ||= line.result === 'failed'
    lines.push(line)
    if (!options.signal.aborted) options.onLine(line)
  }
  return lines
}

class Check {
  readonly #options: DoctorOptions
  #target: Target | null = null
  #way: Way | null = null
  #answer: ProbeAnswer | null = null
  #found: ProbeFinding | null = null
  #seen: Seen | null = null

  constructor(options: DoctorOptions) {
    this.#options = options
  }

  async take(step: DoctorStep): Promise<DoctorLine> {
    const { elapsed, onLine } = this.#options
    const startedAt = elapsed()
    onLine({ ...skippedLine(step), result: 'running' })
    const { result, finding, detail = {}, code = null } = await this.#step(step)
    const ms = result === 'skipped' ? null : Math.round(elapsed() - startedAt)
    return { step, result, finding, ms, detail, code }
  }

  #step(step: DoctorStep): Promise<Found> | Found {
    if (step === 'address') return this.#address()
    const target = this.#target
    if (!target) return { result: 'skipped', finding: 'skipped' }
    const goal = goalOf(new URL(target.origin))
    const { signal } = this.#options
    const steps: Record<Exclude<DoctorStep, 'address'>, () => Promise<Found> | Found> = {
      proxy: () => this.#proxy(target),
      dns: () => this.#ownWay(() => lookUpName(goal.host)),
      tcp: () => this.#ownWay(() => openPort(goal, signal)),
      tls: () => lookAtCertificate(target, this.#way ?? { kind: 'direct' }),
      http: () => this.#http(target),
      engine: () => this.#engine(target),
      namespace: () => this.#namespace(target),
      dialect: () => this.#dialect()
    }
    return steps[step]()
  }

  #address(): Found {
    const { settings, plan, known } = this.#options
    const target = targetOf(settings, plan, known)
    if (!target.ok) return { result: 'failed', finding: 'address-bad', code: target.failure.code }
    this.#target = target.value
    const { origin, path, namespace } = target.value
    return { result: 'ok', finding: 'ok', detail: { address: origin, path, namespace } }
  }

  async #proxy(target: Target): Promise<Found> {
    const [found, way] = await lookAtProxy(target)
    this.#way = way
    return found
  }

  #proxyName(): { proxy?: string } {
    return this.#way && this.#way.kind !== 'direct' ? { proxy: nameOfProxy(this.#way) } : {}
  }

  // A proxy finds the name and opens the port by itself.
  #ownWay(look: () => Promise<Found>): Promise<Found> | Found {
    return this.#way?.kind === 'direct' ? look() : { result: 'skipped', finding: 'by-proxy' }
  }

  async #http(target: Target): Promise<Found> {
    const answer = await askOpening(target, HTTP_LIMIT_MS)
    if (answer.ok) {
      this.#answer = answer.value
      return { result: 'ok', finding: 'ok', detail: { status: answer.value.status } }
    }
    const { code } = answer.failure
    const finding = httpFindings[code] ?? 'http-odd'
    return {
      result: 'failed',
      finding,
      code,
      detail: { ...answer.failure.detail, ...this.#proxyName() }
    }
  }

  #engine(target: Target): Found {
    const { path } = target
    const answer = this.#answer ?? { status: 0, body: '', headers: {} }
    const found = classifyProbe(answer, target)
    const detail = { path, status: answer.status }
    if (found.ok) {
      this.#found = found.value
      return { result: 'ok', finding: 'ok', detail: { ...detail, version: found.value.generation } }
    }
    const { code, detail: more } = found.failure
    // What is between us and the server is named here, not by the answer.
    const about = { ...detail, ...more, ...this.#proxyName() }
    return { result: 'failed', finding: engineFinding(code), detail: about, code }
  }

  async #namespace(target: Target): Promise<Found> {
    const { clients, dialect, listenMs } = this.#options
    const attempt = { target, clients, dialect, listenMs, recognise: () => noRecognition }
    const met = await connectOnce(attempt, this.#found)
    const detail = { namespace: target.namespace }
    if (!met.ok) return refusedBy(met.failure, detail)
    this.#seen = met.value.seen
    return {
      result: 'ok',
      finding: 'ok',
      detail: {
        ...detail,
        transport: met.value.about.transport,
        version: met.value.about.generation
      }
    }
  }

  #dialect(): Found {
    const { dialect } = this.#options
    const { id, candidates } = this.#seen ? this.#options.recognise(this.#seen) : noRecognition
    const fits = candidates.find((candidate) => candidate.id === id)
    const name = fits?.name ?? dialect?.name ?? ''
    if (fits && (!dialect || fits.id === dialect.id)) {
      return { result: 'ok', finding: 'ok', detail: { name } }
    }
    if (fits && dialect) {
      const detail = { name, other: dialect.name }
      return { result: 'failed', finding: 'dialect-other', detail, code: 'dialect-mismatch' }
    }
    return dialect
      ? { result: 'ok', finding: 'dialect-unclear', detail: { name } }
      : { result: 'failed', finding: 'dialect-unknown', code: 'dialect-unknown' }
  }
}

const httpFindings: Partial<Record<FailureCode, DoctorFinding>> = {
  'server-timeout': 'http-silent',
  'client-certificate-needed': 'client-certificate',
  'proxy-login-needed': 'proxy-login',
  'proxy-refused': 'proxy-refused'
}

function skippedLine(step: DoctorStep): DoctorLine {
  return { step, result: 'skipped', finding: 'skipped', ms: null, detail: {}, code: null }
}

const engineFindings: Partial<Record<FailureCode, DoctorFinding>> = {
  'login-needed': 'login-needed',
  'proxy-login-needed': 'proxy-login',
  'server-login-page': 'login-page',
  'server-moved': 'moved',
  'server-path-unknown': 'engine-path-wrong',
  'server-behind-down': 'behind-down',
  'server-trouble': 'behind-down',
  'server-not-socketio': 'engine-missing'
}

function engineFinding(code: FailureCode): DoctorFinding {
  return engineFindings[code] ?? 'engine-refused'
}

const loginCodes: readonly FailureCode[] = [
  'login-needed',
  'secret-wrong',
  'name-taken',
  'name-invalid'
]

function refusedBy(failure: Failure, about: Record<string, string | number>): Found {
  const { code } = failure
  const detail = { ...about, ...failure.detail }
  const found = (finding: DoctorFinding): Found => ({ result: 'failed', finding, detail, code })
  if (code === 'server-namespace-unknown') return found('namespace-unknown')
  if (loginCodes.includes(code)) return found('login-needed')
  return found(code === 'server-timeout' ? 'connect-silent' : 'handshake-refused')
}
