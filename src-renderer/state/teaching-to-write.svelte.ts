// Teaching Filo how to write to a server: what goes where in an event, how that would go out, trying it once, keeping it.
import type { EventRow, TriedSaying } from '../../src-preload/contract/inspector.ts'
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import type { Conversation, ConversationId, Server } from '../../src-preload/contract/model.ts'
import type { KnownWords } from '../text/completion.ts'
import type { Step } from '../text/event-values.ts'
import {
  guessFillings,
  sayingPartAt,
  sayingParts,
  withFilling,
  withSaying,
  type Fillings,
  type SayingPart,
  type SayingProof
} from '../text/teach-saying.ts'
import { TaughtDocument, type Document } from './taught-document.svelte.ts'
import type { Wires } from './wires.ts'

const PAUSE_MS = 120
/** How long an answer to what was tried may take, and then the word itself to come back, ms. */
const ANSWER_MS = 5_000
const ECHO_MS = 8_000

type Words = Omit<KnownWords, 'fields'>

/** What became of the one word that was sent. */
export interface SayingTrial {
  id: number
  text: string
  /** Null: not known yet. */
  ack: 'good' | 'refused' | 'none' | null
  /** The server's own words where it refused. */
  refusal: string | null
  ackMs: number | null
  /** It came back: as a message, or as something that is not read as one. */
  echo: 'message' | 'unread' | 'none' | null
}

export class TeachingToWrite {
  readonly document: TaughtDocument
  event = $state('')
  args: readonly unknown[] = $state.raw([])
  fillings: Fillings = $state.raw({})
  /** What the next pointing is for. */
  active: SayingPart | null = $state(null)
  success = $state('')
  proof: SayingProof = $state('none')
  /** What stands for the person's words, and is what is sent when they try it. */
  sample = $state('')
  conversationId: ConversationId | null = $state(null)
  tried: TriedSaying | null = $state.raw(null)
  /** Why there is nothing to show, where the document is not to blame. */
  trouble: Failure | null = $state.raw(null)
  trial: SayingTrial | null = $state.raw(null)
  words: { emit: Words; answer: Words } = $state.raw({ emit: noWords, answer: noWords })
  readonly #wires: Wires
  #planned: ReturnType<typeof setTimeout> | undefined
  #waiting: ReturnType<typeof setTimeout> | undefined

  constructor(wires: Wires) {
    this.#wires = wires
    this.document = new TaughtDocument(wires)
  }

  /** Whether it is said where the words go. */
  get isWhole(): boolean {
    return this.event.trim() !== '' && Boolean(this.fillings.text?.steps)
  }

  get known(): KnownWords {
    const fields = ['entry.text', 'entry.clientId', 'conversation.remoteId', 'me.name', 'me.id']
    return { ...this.words.emit, fields: [...fields, 'login.name'] }
  }

  /** Where the document is refused, and why. */
  get fault(): { part: SayingPart | 'success' | null; reason: string; at: number | null } | null {
    const detail = this.tried?.failure?.detail
    if (!detail || !this.isWhole) return null
    const reason = String(detail['reason'] ?? '')
    const at = / \(at (\d+)\)$/.exec(reason)?.[1]
    return {
      part: sayingPartAt(String(detail['path'] ?? ''), this.fillings),
      reason: reason.replace(/ \(at \d+\)$/, ''),
      at: at === undefined ? null : Number(at)
    }
  }

  async begin(
    server: Server,
    example: { event: string; args: readonly unknown[]; at: number },
    conversations: readonly Conversation[]
  ): Promise<void> {
    this.#end()
    this.event = example.event
    this.args = example.args.length > 0 ? example.args : ['']
    this.conversationId = conversations[0]?.id ?? null
    const rooms = conversations.map(({ title }) => title)
    const known = { me: server.myName, rooms, at: example.at }
    this.fillings = guessFillings(this.args, known)
    this.active = sayingParts.find((part) => !this.fillings[part]) ?? null
    this.success = ''
    this.proof = 'none'
    const { ask } = this.#wires.network
    const [emit, answer] = await Promise.all([
      ask.expressionWords({ where: 'emit' }),
      ask.expressionWords({ where: 'answer' }),
      this.document.begin(server)
    ])
    if (emit.ok && answer.ok) this.words = { emit: emit.value, answer: answer.value }
    this.plan()
  }

  /** The person points at a value: the part that was asked for goes there. */
  point(steps: readonly Step[]): void {
    const { active, args } = this
    if (!active) return
    this.fillings = withFilling(this.fillings, active, { args, steps })
    const rest = sayingParts.slice(sayingParts.indexOf(active) + 1)
    this.active = rest.find((part) => !this.fillings[part]) ?? null
    this.plan()
  }

  /** An expression is written; an empty one gives the place back to what stood there. */
  write(part: SayingPart, expression: string): void {
    const others = Object.entries(this.fillings).filter(([name]) => name !== part)
    const steps = this.fillings[part]?.steps ?? null
    this.fillings = {
      ...Object.fromEntries(others),
      ...(expression === '' ? {} : { [part]: { steps, expression } })
    }
    this.plan()
  }

  partAt(steps: readonly Step[]): SayingPart | null {
    const place = steps.join()
    return sayingParts.find((part) => this.fillings[part]?.steps?.join() === place) ?? null
  }

  /** Sends what is shown, once. */
  async try(): Promise<void> {
    const saying = this.tried?.saying
    const { server } = this.document
    if (!saying || !server) return
    const text = this.#text
    this.#end()
    const sent = await this.#wires.network.ask.emitByHand({
      serverId: server.id,
      ...saying,
      ackMs: ANSWER_MS
    })
    this.trouble = sent.ok ? null : sent.failure
    if (!sent.ok) return
    this.trial = {
      id: sent.value.id,
      text,
      ack: null,
      refusal: null,
      ackMs: null,
      echo: null
    }
    this.#waiting = setTimeout(() => this.#note({ echo: 'none' }), ECHO_MS)
  }

  /** Events were captured: what was tried may be among them, or have come back. */
  seen(rows: readonly EventRow[]): void {
    const { trial } = this
    if (!trial) return
    for (const row of rows) {
      if (row.id === trial.id && trial.ack === null) void this.#readAck(row)
      if (row.id > trial.id && row.direction === 'in') this.#readEcho(row, trial)
    }
  }

  save(): Promise<Result<{ dialectId: string }>> {
    return this.document.save(this.#document())
  }

  /** What would be said is asked for anew, once the person pauses. */
  plan(): void {
    clearTimeout(this.#planned)
    this.#planned = setTimeout(() => void this.#look(), PAUSE_MS)
  }

  get #text(): string {
    return this.sample.trim() || 'Hello'
  }

  #document(): Document {
    const { event, args, fillings, proof, success } = this
    const base = this.document.base(Boolean(fillings.room?.steps))
    return withSaying(base, { event: event.trim(), args, fillings, proof, success })
  }

  #wish(): { serverId: string; document: Document; conversationId: number | null; text: string } {
    const serverId = this.document.server?.id ?? ''
    const { conversationId } = this
    // Whatever is proven later: the answer is read by what is written here now.
    const document = this.#document()
    return { serverId, document, conversationId, text: this.#text }
  }

  async #look(): Promise<void> {
    if (!this.isWhole || !this.document.server) {
      this.tried = null
      return
    }
    const answer = await this.#wires.network.ask.trySaying(this.#wish())
    this.tried = answer.ok ? answer.value : null
    this.trouble = answer.ok ? null : answer.failure
  }

  async #readAck(row: EventRow): Promise<void> {
    if (row.ack === 'timeout' || row.ack === 'lost' || row.ack === 'unsent') {
      return this.#note({ ack: 'none' })
    }
    if (row.ack !== 'acked') return
    const judged = await this.#wires.network.ask.judgeAnswer({ ...this.#wish(), id: row.id })
    if (this.trial?.id !== row.id || !judged.ok) return
    const { isGood, words } = judged.value
    this.#note({ ack: isGood ? 'good' : 'refused', refusal: words, ackMs: row.ackMs })
  }

  #readEcho(row: EventRow, { text, echo }: SayingTrial): void {
    const told = row.reading?.told ?? []
    if (told.some((one) => one.kind === 'message' && one.text === text)) {
      this.#note({ echo: 'message' })
    } else if (echo === null && row.preview.includes(text)) this.#note({ echo: 'unread' })
  }

  // What the server showed is what later messages are proven by.
  #note(news: Partial<SayingTrial>): void {
    if (!this.trial) return
    this.trial = { ...this.trial, ...news }
    const { ack, echo } = this.trial
    const isAcked = ack === 'good'
    const isEchoed = echo === 'message'
    if (isAcked || isEchoed) this.proof = isAcked ? (isEchoed ? 'both' : 'ack') : 'echo'
    this.plan()
  }

  #end(): void {
    clearTimeout(this.#waiting)
    this.trial = null
    this.trouble = null
  }
}

const noWords: Words = { variables: [], functions: [] }
