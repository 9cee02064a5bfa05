// A bare client that lives by a compiled dialect alone: connects, joins, reads, writes.
import { io, type Socket } from 'socket.io-client'
import type {
  AckVerdict,
  CompiledDialect,
  Emission,
  JoinStep,
  Request,
  Saying,
  Session
} from '../../../src-main/dialects/compiled.ts'
import { isHttp } from '../../../src-main/dialects/compiled.ts'
import { sanitiseArgs } from '../../../src-main/dialects/sanitise.ts'
import { startSession } from '../../../src-main/dialects/session.ts'
import { systemClock } from '../../../src-main/network/clock.ts'
import { logIn } from '../../../src-main/network/http-login.ts'
import { CookieJar } from '../../../src-main/network/link/cookie-jar.ts'
import { HttpDoor, originsIn } from '../../../src-main/network/link/http-door.ts'
import { plainRoute } from '../network/plain-route.ts'
import type { OutboxEntry } from '../../../src-main/ports/store-network-calls.ts'
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'

const PATIENCE_MS = 3000

/** A client of one server. */
export class DialectClient {
  readonly events: InboundEvent[] = []
  readonly dialect: CompiledDialect
  session: Session
  readonly #url: string
  readonly #jar = new CookieJar()
  readonly #door: HttpDoor
  #socket: Socket | null = null
  #raw: { event: string; args: unknown[] }[] = []

  constructor(url: string, dialect: CompiledDialect, login: Record<string, string>) {
    this.dialect = dialect
    this.session = startSession(login, { id: null, name: login['name'] ?? null })
    this.#url = url
    const others = originsIn(login)
    const route = plainRoute
    this.#door = new HttpDoor({ origin: url, others, headers: {}, jar: this.#jar, route })
  }

  /** Logs in over HTTP where the dialect does. */
  async #logIn(): Promise<void> {
    const taken = await logIn(
      {
        dialect: this.dialect,
        clock: systemClock,
        door: this.#door,
        apply: (step, args, read) => {
          const verdict = this.dialect.http[step]?.readAnswer(args, this.session, Date.now())
          if (verdict) this.#apply(verdict)
          return Promise.resolve({ ok: true, value: read })
        }
      },
      this.session
    )
    if (!taken.ok) throw new Error(taken.failure.code)
  }

  #open(): Socket {
    const plan = this.dialect.connect(this.session, Date.now())
    const socket = io(this.#url + (plan.namespace === '/' ? '' : plan.namespace), {
      path: plan.path ?? '/socket.io',
      auth: plan.auth,
      query: plan.query,
      extraHeaders: { ...plan.headers, cookie: this.#jar.header(this.#url) },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      autoConnect: false
    })
    socket.onAny((event: string, ...args: unknown[]) => this.#hear(event, args))
    return socket
  }

  /** Connects and goes through all steps of joining. */
  async join(): Promise<void> {
    await this.#logIn()
    const socket = this.#open()
    this.#socket = socket
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
      socket.connect()
    })
    this.session = { ...this.session, socketId: socket.id ?? null }
    for (const step of this.dialect.join) await this.#takeStep(step)
  }

  /** Waits until an event is told that fits; a failure says what was told instead. */
  async told<Kind extends InboundEvent['kind']>(
    kind: Kind,
    fits: (event: Extract<InboundEvent, { kind: Kind }>) => boolean
  ): Promise<Extract<InboundEvent, { kind: Kind }>> {
    type Wanted = Extract<InboundEvent, { kind: Kind }>
    const find = () =>
      this.events.find((event): event is Wanted => event.kind === kind && fits(event as Wanted))
    return until(find, () => `${kind}; told: ${JSON.stringify(this.events).slice(0, 1500)}`)
  }

  /** Sends an outbox entry; the verdict is null where the server gives no answer. */
  async send(entry: OutboxEntry): Promise<AckVerdict | null> {
    const saying = this.dialect.write(entry, this.session, Date.now())
    if (!saying) throw new Error(`no way to ${entry.intent}`)
    const args = await this.#say(saying)
    return args ? this.#apply(this.dialect.readAck(entry, args, this.session, Date.now())) : null
  }

  /** Asks for something at once. */
  async ask(request: Request): Promise<AckVerdict> {
    const saying = this.dialect.request(request, this.session, Date.now())
    if (!saying) throw new Error(`no way to ask for ${request.kind}`)
    const args = (await this.#say(saying)) ?? []
    return this.#apply(this.dialect.readRequestAck(request, args, this.session, Date.now()))
  }

  close(): void {
    this.#socket?.disconnect()
  }

  #hear(event: string, given: unknown[]): void {
    const last = given.at(-1)
    const answer = typeof last === 'function' ? (last as (...args: unknown[]) => void) : null
    const { args, refused } = sanitiseArgs(answer ? given.slice(0, -1) : given)
    if (refused) return
    const reading = this.dialect.read(event, args, this.session, Date.now())
    this.session = reading.session
    this.events.push(...reading.events)
    if (answer) answer(...(reading.ackArgs ?? []))
    this.#raw.push({ event, args })
  }

  async #takeStep(step: JoinStep): Promise<void> {
    if (step.waitFor) await this.#wait(step)
    const emission = step.emission(this.session, Date.now())
    if (!emission) return
    const args = (await this.#emit(emission)) ?? []
    const verdict = this.#apply(step.readAck(args, this.session, Date.now()))
    if (verdict.kind === 'failure') throw new Error(`${step.name}: ${verdict.failure.code}`)
  }

  #wait(step: JoinStep): Promise<true> {
    const look = (): true | null => {
      for (let next = this.#raw.shift(); next; next = this.#raw.shift()) {
        const judged = step.readWait?.(next.event, next.args, this.session, Date.now()) ?? 'stay'
        if (judged === 'go') return true
        if (judged !== 'stay') throw new Error(`${step.name}: ${judged.code}`)
      }
      return null
    }
    return until(look, () => step.name)
  }

  async #say(saying: Saying): Promise<unknown[] | null> {
    if (!isHttp(saying)) return this.#emit(saying)
    const asked = await this.#door.ask(saying)
    if (!asked.ok) throw new Error(`not asked: ${asked.failure.code}`)
    if (asked.value.kind === 'failed') throw new Error(`not answered: ${asked.value.failure.code}`)
    return sanitiseArgs(asked.value.args).args
  }

  async #emit({ event, args, ack }: Emission): Promise<unknown[] | null> {
    const socket = this.#socket
    if (!socket || !ack) {
      socket?.emit(event, ...args)
      return null
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${event}`)), PATIENCE_MS)
      socket.emit(event, ...args, (...answer: unknown[]) => {
        clearTimeout(timer)
        resolve(sanitiseArgs(answer).args)
      })
    })
  }

  #apply(verdict: AckVerdict): AckVerdict {
    if (verdict.kind === 'success') {
      this.session = verdict.reading.session
      if (verdict.also) void this.#emit(verdict.also)
      this.events.push(...verdict.reading.events)
    }
    return verdict
  }
}

async function until<Found>(
  find: () => Found | null | undefined,
  what: () => string
): Promise<Found> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const found = find()
    if (found !== null && found !== undefined) return found
    if (Date.now() > end) throw new Error(`never came: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
