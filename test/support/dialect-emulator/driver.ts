// A client that lives by a compiled dialect alone, for tests: what it was told can be waited for.
import type {
  AckVerdict,
  CompiledDialect,
  Request,
  Saying
} from '../../../src-main/dialects/compiled.ts'
import { sanitiseArgs } from '../../../src-main/dialects/sanitise.ts'
import { startSession } from '../../../src-main/dialects/session.ts'
import { DialectTrial } from '../../../src-main/network/dialect-trial.ts'
import type { OutboxEntry } from '../../../src-main/ports/store-network-calls.ts'
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'
import { plainRoute } from '../network/plain-route.ts'

const PATIENCE_MS = 3000

/** A client of one server. */
export class DialectClient {
  readonly events: InboundEvent[] = []
  readonly dialect: CompiledDialect
  readonly #trial: DialectTrial

  /** @param generation of the wire, as the app finds it out by itself */
  constructor(
    url: string,
    dialect: CompiledDialect,
    login: Record<string, string>,
    generation: '2' | '4' = '4'
  ) {
    this.dialect = dialect
    const open = { generation: 'auto', transports: 'websocket' } as const
    this.#trial = new DialectTrial({
      dialect,
      settings: { url, ...open, query: {}, headers: {}, auth: {} },
      route: plainRoute,
      generation,
      session: startSession(login, { id: null, name: login['name'] ?? null }),
      timeoutMs: PATIENCE_MS,
      onHeard: ({ reading }) => void this.events.push(...(reading?.events ?? [])),
      onAnswer: (verdict) => {
        if (verdict.kind === 'success') this.events.push(...verdict.reading.events)
      }
    })
  }

  get session() {
    return this.#trial.session
  }

  /** Connects and goes through all steps of joining. */
  async join(): Promise<void> {
    const met = await this.#trial.connect()
    const joined = met.ok ? await this.#trial.join() : met
    if (!joined.ok) throw new Error(joined.failure.code)
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
    this.#trial.close()
  }

  /** The arguments of the answer; null where none is asked for. */
  async #say(saying: Saying): Promise<unknown[] | null> {
    const outcome = await this.#trial.settle(saying)
    if (outcome.kind === 'written') return null
    if (outcome.kind !== 'acked') throw new Error(`not said: ${outcome.kind}`)
    return sanitiseArgs(outcome.args).args
  }

  #apply(verdict: AckVerdict): AckVerdict {
    this.#trial.apply(verdict)
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
