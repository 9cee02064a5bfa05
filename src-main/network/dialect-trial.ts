// Lives by one dialect alone: connects, introduces itself, reads, says. For trying a dialect out.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import {
  isHttp,
  type AckVerdict,
  type CompiledDialect,
  type Reading,
  type Saying,
  type Session
} from '../dialects/compiled.ts'
import type { ConnectSettings } from '../../src-preload/contract/store-calls.ts'
import { sanitiseArgs } from '../dialects/sanitise.ts'
import { systemClock } from './clock.ts'
import { logIn } from './http-login.ts'
import type {
  ClientConnected,
  ClientListeners,
  ClientRefusal,
  ClientSocket
} from './link/client.ts'
import { builtInClients, clientFor } from './link/clients.ts'
import { CookieJar } from './link/cookie-jar.ts'
import { HttpDoor, originsIn } from './link/http-door.ts'
import { probeAddress } from './link/probe-address.ts'
import type { Route } from './link/route/route-agent.ts'
import { originOf, targetOf, type Known, type Target } from './link/target.ts'
import { JoinEvents, runJoin } from './sender/join-flow.ts'
import type { EmitOutcome } from './thread-calls.ts'
import { argsOf } from './wire-args.ts'

/** What an event is to the dialect. */
export interface Heard {
  event: string
  args: unknown[]
  /** Null where it was refused as poisonous. */
  reading: Reading | null
}

export interface DialectTrialOptions {
  dialect: CompiledDialect
  settings: ConnectSettings
  route: Route
  /** Of the wire; `auto`: looked at first. */
  generation: '2' | '4' | 'auto'
  session: Session
  timeoutMs: number
  onHeard: (heard: Heard) => void
  /** An answer was read, of a step of joining or of what was said. */
  onAnswer?: (verdict: AckVerdict) => void
  onSaid?: (saying: Saying) => void
  /** Where it is going to connect. */
  onTarget?: (target: Target) => void
  onLost?: (reason: string) => void
}

export class DialectTrial {
  readonly #options: DialectTrialOptions
  readonly #joining = new JoinEvents()
  readonly #known: Known
  #door: HttpDoor | null = null
  #socket: ClientSocket | null = null
  #entering: ((result: Result<ClientConnected>) => void) | null = null
  session: Session

  constructor(options: DialectTrialOptions) {
    this.#options = options
    this.session = options.session
    this.#known = { found: {}, jar: new CookieJar(), route: options.route }
  }

  /** Logs in over HTTP where the dialect does, and opens the connection. */
  async connect(): Promise<Result<ClientConnected>> {
    const { dialect, settings, timeoutMs } = this.#options
    const loggedIn = await this.#logIn()
    if (!loggedIn.ok) return loggedIn
    const target = targetOf(settings, dialect.connect(this.session, Date.now()), this.#known)
    if (!target.ok) return target
    this.#options.onTarget?.(target.value)
    const generation = await this.#generationAt(target.value)
    if (!generation.ok) return generation
    const met = await new Promise<Result<ClientConnected>>((resolve) => {
      this.#entering = resolve
      const listeners = this.#listeners()
      const opening = { target: target.value, resume: null, timeoutMs, listeners }
      this.#socket = clientFor(builtInClients, generation.value)(opening)
      this.#socket.connect()
    })
    this.#entering = null
    if (met.ok) this.session = { ...this.session, socketId: met.value.socketId }
    return met
  }

  async #logIn(): Promise<Result<unknown>> {
    const { dialect, settings } = this.#options
    const origin = originOf(settings.url)
    if (origin === null) return refuse('address-invalid')
    const others = originsIn(this.session.login)
    const door = new HttpDoor({ ...this.#known, origin, others, headers: settings.headers })
    this.#door = door
    const apply = (step: number, args: unknown[], read: Session): Promise<Result<Session>> => {
      const verdict = dialect.http[step]?.readAnswer(args, this.session, Date.now())
      if (verdict) this.apply(verdict)
      return Promise.resolve(done(read))
    }
    return await logIn({ dialect, clock: systemClock, door, apply }, this.session)
  }

  async #generationAt(target: Target): Promise<Result<'2' | '4'>> {
    const { generation, timeoutMs } = this.#options
    if (generation !== 'auto') return done(generation)
    const found = await probeAddress(target, timeoutMs)
    return found.ok ? done(found.value.generation === 2 ? '2' : '4') : found
  }

  #listeners(): ClientListeners {
    const { dialect, onLost } = this.#options
    return {
      onConnected: (about) => this.#entering?.(done(about)),
      onRefused: (refusal) => this.#entering?.(readRefusal(dialect, refusal)),
      onDisconnected: (reason) => {
        if (this.#entering) this.#entering(refuse('server-closed', { reason }, true))
        else onLost?.(reason)
      },
      onEvent: (event, args, { answer }) => this.#hear(event, argsOf(args), answer),
      onHeard: () => undefined,
      onUpgraded: () => undefined
    }
  }

  /** Goes through all steps of introducing oneself. */
  async join(): Promise<Result<null>> {
    return await runJoin({
      dialect: this.#options.dialect,
      clock: systemClock,
      events: this.#joining,
      session: () => this.session,
      emit: (emission) => this.settle(emission),
      applyAck: (step, args) => {
        const verdict = this.#options.dialect.join[step]?.readAck(args, this.session, Date.now())
        if (verdict) this.apply(verdict)
        const nothing = { added: 0, more: null, oldest: null, conversation: null }
        return Promise.resolve(done({ session: this.session, ...nothing }))
      }
    })
  }

  /** Says one thing and tells what became of it. */
  async settle(saying: Saying): Promise<EmitOutcome> {
    this.#options.onSaid?.(saying)
    if (isHttp(saying)) {
      const asked = await this.#door?.ask(saying)
      if (!asked?.ok) return { kind: 'impossible' }
      return asked.value.kind === 'failed'
        ? { kind: asked.value.isSent ? 'lost' : 'unsent' }
        : { kind: 'acked', args: asked.value.args }
    }
    return await new Promise((resolve) => {
      if (this.#socket) this.#socket.emit(saying, resolve)
      else resolve({ kind: 'unsent' })
    })
  }

  /** Takes over what an answer tells. */
  apply(verdict: AckVerdict): void {
    if (verdict.kind === 'success') {
      this.session = verdict.reading.session
      if (verdict.also) void this.settle(verdict.also)
    }
    this.#options.onAnswer?.(verdict)
  }

  close(): void {
    this.#socket?.close()
  }

  #hear(event: string, given: unknown[], answer: ((args: unknown[]) => void) | null): void {
    const { args, refused } = sanitiseArgs(given)
    const reading = refused
      ? null
      : this.#options.dialect.read(event, args, this.session, Date.now())
    if (reading) this.session = reading.session
    this.#options.onHeard({ event, args, reading })
    answer?.(reading?.ackArgs ?? [])
    for (const said of reading?.says ?? []) void this.settle({ ...said, ack: null })
    if (!refused) this.#joining.push(event, args)
  }
}

function readRefusal(dialect: CompiledDialect, refusal: ClientRefusal): Result<never> {
  if (refusal.kind !== 'refused') {
    const code = refusal.kind === 'timeout' ? 'server-timeout' : 'server-unreachable'
    return refuse(code, { reason: refusal.kind }, true)
  }
  const { data, message } = refusal
  const known = dialect.readRefusal(data, message)
  return known ? { ok: false, failure: known } : refuse('server-refused', { reason: message })
}
