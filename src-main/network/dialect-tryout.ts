// Tries a dialect at a live server and says of every event how it is read.
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import type { ConversationRef, InboundEvent } from '../../src-preload/contract/inbound.ts'
import { isHttp, type AckVerdict, type CompiledDialect, type Saying } from '../dialects/compiled.ts'
import { startSession } from '../dialects/session.ts'
import type { OutboxEntry } from '../ports/store-network-calls.ts'
import { plainPassage } from '../ports/passage.ts'
import type { DialectCommand } from './dialect-command.ts'
import { DialectTrial, type Heard } from './dialect-trial.ts'

export type Ending = 'fine' | 'notReached' | 'notSent'
type Wish = DialectCommand & { url: string }
type Say = (line: string) => void

const TIMEOUT_MS = 10_000
/** How long a server may take to tell where one can write to. */
const PLACE_MS = 3_000
/** Characters of arguments that are shown. */
const SHOWN = 300

/** Connects, introduces itself, sends where that is wished, and listens. Never throws. */
export async function tryOut(dialect: CompiledDialect, wish: Wish, say: Say): Promise<Ending> {
  const missing = missingFields(dialect, wish)
  if (missing.length > 0) {
    say(`The dialect asks for ${missing.map((key) => `--field ${key}=…`).join(' ')}.`)
    return 'notReached'
  }
  const run = new Tryout(dialect, wish, say)
  try {
    return await run.take()
  } finally {
    run.end()
  }
}

function missingFields({ summary }: CompiledDialect, { fields }: Wish): string[] {
  return summary.loginFields.flatMap(({ key, required }) =>
    required && fields[key] === undefined ? [key] : []
  )
}

class Tryout {
  readonly #dialect: CompiledDialect
  readonly #wish: Wish
  readonly #say: Say
  readonly #unread = new Set<string>()
  #trial: DialectTrial | null = null
  #place: ConversationRef | null = null
  #heard = 0
  #read = 0
  #stop: () => void = () => undefined
  #placed: () => void = () => undefined

  constructor(dialect: CompiledDialect, wish: Wish, say: Say) {
    this.#dialect = dialect
    this.#wish = wish
    this.#say = say
  }

  async take(): Promise<Ending> {
    const entered = await this.#enter()
    if (!entered.ok) {
      this.#say(`Not let in: ${inWords(entered.failure)}`)
      return 'notReached'
    }
    // Whoever is told where to write to is told while joining, or right after.
    const listening = this.#listen()
    const sent = this.#wish.text === null ? true : await this.#send(this.#wish.text)
    await listening
    this.#sum()
    return sent ? 'fine' : 'notSent'
  }

  end(): void {
    this.#trial?.close()
  }

  async #enter(): Promise<Result<unknown>> {
    const trial = this.#open()
    const met = await trial.connect()
    if (!met.ok) return met
    this.#say(`Connected over ${met.value.transport}, generation ${met.value.generation}.`)
    const joined = await trial.join()
    if (joined.ok && this.#dialect.join.length > 0) this.#say('Introduced.')
    return joined
  }

  #open(): DialectTrial {
    const { url, name, fields, namespace, path } = this.#wish
    const place = { ...(namespace ? { namespace } : {}), ...(path ? { path } : {}) }
    const open = {
      generation: 'auto',
      transports: 'auto',
      query: {},
      headers: {},
      auth: {}
    } as const
    this.#trial = new DialectTrial({
      dialect: this.#dialect,
      settings: { url, ...open, ...place },
      route: directRoute,
      generation: 'auto',
      session: startSession({ name, ...fields }, { id: null, name }),
      timeoutMs: TIMEOUT_MS,
      onTarget: ({ origin, path: at, namespace: space }) =>
        this.#say(`Connecting to ${origin}${at}, namespace ${space}, as ${name} …`),
      onHeard: (heard) => this.#hear(heard),
      onSaid: (saying) => this.#say(`→ ${nameOf(saying)}`),
      onAnswer: (verdict) => this.#answered(verdict),
      onLost: (reason) => {
        this.#say(`The connection went: ${reason}`)
        this.#stop()
      }
    })
    return this.#trial
  }

  #hear({ event, args, reading }: Heard): void {
    this.#heard++
    this.#say(`← ${event} ${shown(args)}`)
    if (!reading) return this.#say('    refused: too large, too deep, or with keys that do harm')
    for (const rule of reading.rules) {
      const [name, why] = rule.split('!')
      if (why) this.#say(`    ${name ?? ''} would fit, but: ${why}`)
    }
    this.#tell(reading.events)
    if (reading.rules.length > 0) this.#read++
    else {
      this.#unread.add(event)
      this.#say('    no rule reads this')
    }
  }

  #answered(verdict: AckVerdict): void {
    if (verdict.kind === 'failure') return this.#say(`    answer: ${inWords(verdict.failure)}`)
    this.#tell(verdict.reading.events)
  }

  #tell(events: readonly InboundEvent[]): void {
    for (const told of events) {
      this.#say(`    ${sentenceOf(told)}`)
      if (told.kind !== 'conversations') continue
      this.#place ??= told.conversations[0] ?? null
      this.#placed()
    }
  }

  #listen(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#stop(), this.#wish.listenMs)
      const interrupted = (): void => this.#stop()
      this.#stop = () => {
        clearTimeout(timer)
        process.off('SIGINT', interrupted)
        resolve()
      }
      process.once('SIGINT', interrupted)
    })
  }

  async #send(text: string): Promise<boolean> {
    const trial = this.#trial
    const entry = this.#entry(text) ?? (await this.#entryLater(text))
    const saying = trial && entry ? this.#dialect.write(entry, trial.session, Date.now()) : null
    if (!trial || !entry || !saying) {
      this.#say(entry ? 'The dialect has no way to send this.' : 'Nowhere to send to: say --to ID.')
      return false
    }
    const outcome = await trial.settle(saying)
    if (outcome.kind === 'written') {
      this.#say('Sent: written to the server, which gives no answer.')
      return true
    }
    if (outcome.kind !== 'acked') {
      this.#say(`Not sent, or nobody knows: ${outcome.kind}`)
      return false
    }
    const verdict = this.#dialect.readAck(entry, outcome.args, trial.session, Date.now())
    this.#say(`← answer ${shown(outcome.args)}`)
    trial.apply(verdict)
    if (verdict.kind === 'success') {
      this.#say(`Sent: acknowledged${verdict.remoteId === null ? '' : ` as ${verdict.remoteId}`}.`)
    }
    return verdict.kind === 'success'
  }

  /** Servers tell their conversations in their own time. */
  async #entryLater(text: string): Promise<OutboxEntry | null> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PLACE_MS)
      this.#placed = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    return this.#entry(text)
  }

  #entry(text: string): OutboxEntry | null {
    const { single } = this.#dialect
    const only =
      single === null ? null : { remoteId: '', kind: 'single' as const, title: single, peer: null }
    const { to } = this.#wish
    const wished =
      to === null ? null : { remoteId: to, kind: 'room' as const, title: to, peer: null }
    const conversation = wished ?? only ?? this.#trial?.session.current ?? this.#place
    if (!conversation) return null
    return {
      outboxId: 1,
      serverId: crypto.randomUUID(),
      conversationId: 1,
      conversation,
      intent: 'send',
      clientId: crypto.randomUUID(),
      text,
      targetRemoteId: null,
      replyTo: null,
      emoji: null,
      on: false,
      files: [],
      attempted: false,
      attempts: 0,
      createdAt: Date.now()
    }
  }

  #sum(): void {
    this.#say(`Heard ${this.#heard} events, read ${this.#read}.`)
    if (this.#unread.size > 0) this.#say(`Without a rule: ${[...this.#unread].join(', ')}`)
  }
}

const directRoute = {
  passage: plainPassage,
  resolveProxy: () => Promise.resolve('DIRECT')
}

/** How it is called, without what it carries: that may be a secret. */
function nameOf(saying: Saying): string {
  if (isHttp(saying)) return `${saying.method} ${saying.address.split('?')[0] ?? ''}`
  return saying.ack ? `${saying.event}, and asks for an answer` : saying.event
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array ? `<${part.byteLength} bytes>` : part
  )
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

function inWords({ code, detail }: Failure): string {
  const more = Object.entries(detail ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  return [code, ...more].join(', ')
}

/** What an event says, in one line. */
function sentenceOf(told: InboundEvent): string {
  const { kind, ...rest } = told
  if (told.kind === 'message') {
    const { author, text, own, notice, remoteId, time } = told.message
    const by = author.name ?? author.id ?? 'nobody'
    const marks = [
      own ? 'own' : '',
      notice ? 'notice' : '',
      remoteId === null ? '' : `id ${remoteId}`
    ]
    const at = time === null ? '' : new Date(time).toISOString()
    const about = [...marks, at].filter((mark) => mark !== '').join(', ')
    const where = told.conversation.title ?? told.conversation.remoteId
    return `message in "${where}" by ${by}${about === '' ? '' : ` (${about})`}: ${shown(text)}`
  }
  return `${kind} ${shown(rest)}`
}
