// Learns one server by watching: hears every event, keeps those that are not understood yet, and tells when it reads better.
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'
import { compileDialect } from '../../dialects/compile.ts'
import type { CompiledDialect } from '../../dialects/compiled.ts'
import type { ScriptEmit } from '../../dialects/learn/page-script.ts'
import { resumed } from '../../dialects/learn/resume.ts'
import { Tutor } from '../../dialects/learn/tutor.ts'
import type { DialectDocument } from '../../dialects/schema.ts'
import type { Clock } from '../clock.ts'
import type { Frame, Lesson, ToReceiver } from '../thread-calls.ts'
import { Understood, type Corrected } from './understood.ts'

/** So many events are each thought about at once; later ones together, this often, ms. */
const AT_ONCE = 20
const PAUSE_MS = 250
/** Events that are kept for a better reading. */
const MOST_UNREAD = 300
const MOST_UNREAD_BYTES = 1_000_000
const MOST_NAMES = 400
/** What was said by hand and may still be answered. */
const MOST_BY_HAND = 100

export interface ApprenticeOptions {
  /** What is known of this server from earlier. */
  document: DialectDocument
  myName: string | null
  clock: Clock
  /** It reads better now: what was kept is to be read again. */
  onLearned: (document: DialectDocument, dialect: CompiledDialect) => void
  onLesson: (lesson: Omit<Lesson, 'serverId'>) => void
}

export class Apprentice {
  readonly #options: ApprenticeOptions
  readonly #tutor: Tutor
  /** What was known when watching began; only its name and wishes change. */
  #earlier: DialectDocument
  #current: string
  readonly #came = new Map<string, number>()
  #heard = 0
  #seenVersion = -1
  #toldVerdict = ''
  #unread: Frame[] = []
  #unreadBytes = 0
  #undoPause: (() => void) | null = null
  /** What the person said by hand, by its number in the Inspector. */
  readonly #byHand = new Map<number, string>()
  readonly #understood = new Understood()
  /** What is read by, and of it what is read by for each name of an event. */
  #document: DialectDocument
  readonly #rules = new Map<string, string>()

  constructor(options: ApprenticeOptions) {
    this.#options = options
    this.#earlier = options.document
    this.#current = JSON.stringify(options.document)
    this.#document = options.document
    this.#tutor = new Tutor({ myName: options.myName })
    this.#soon()
  }

  /** An event came, cleaned already. */
  note(event: string, args: readonly unknown[], at: number): void {
    this.#heard += 1
    if (this.#came.has(event) || this.#came.size < MOST_NAMES) {
      this.#came.set(event, (this.#came.get(event) ?? 0) + 1)
    }
    this.#tutor.note(event, args, at)
    if (this.#heard <= AT_ONCE) this.#think()
    else this.#soon()
  }

  /** Keeps an event in which nothing was found; the oldest go first. */
  keep(frame: Frame): void {
    this.#unread.push(frame)
    this.#unreadBytes += frame.bytes
    while (this.#unread.length > MOST_UNREAD || this.#unreadBytes > MOST_UNREAD_BYTES) {
      this.#unreadBytes -= this.#unread.shift()?.bytes ?? 0
    }
  }

  /** An event was understood; a better reading may correct it later. */
  understood(frame: Frame, events: readonly InboundEvent[]): void {
    this.#understood.keep(frame, events, this.#rulesOf(frame.event))
  }

  /** What was understood and is read otherwise now. */
  corrections(read: (frame: Frame) => readonly InboundEvent[]): Corrected[] {
    return this.#understood.corrections((event) => this.#rulesOf(event), read)
  }

  /** Hands out what is kept; what still says nothing is to be kept again. */
  takeUnread(): Frame[] {
    const frames = this.#unread
    this.#unread = []
    this.#unreadBytes = 0
    return frames
  }

  emitted({ proposalId, step, args, at }: Omit<ToReceiver['proposalEmitted'], 'serverId'>): void {
    this.#tutor.emitted(proposalId, args, at, step)
    this.#think()
  }

  answered({ proposalId, step, args }: Omit<ToReceiver['proposalAnswered'], 'serverId'>): void {
    this.#tutor.answered(proposalId, args, step)
    this.#think()
  }

  /** The person said something in the Inspector: it may show how one talks here. */
  emittedByHand({ id, event, args, at }: Omit<ToReceiver['emittedByHand'], 'serverId'>): void {
    const proposalId = this.#tutor.emittedByHand(event, args, at)
    if (proposalId === null) return
    this.#byHand.set(id, proposalId)
    const [oldest] = this.#byHand.keys()
    if (this.#byHand.size > MOST_BY_HAND && oldest !== undefined) this.#byHand.delete(oldest)
    this.#think()
  }

  answeredByHand({ id, args }: Omit<ToReceiver['answeredByHand'], 'serverId'>): void {
    const proposalId = this.#byHand.get(id)
    if (proposalId === undefined) return
    this.#tutor.answered(proposalId, args)
    this.#think()
  }

  /** The person saw whether it arrived. */
  vouched(proposalId: string, worked: boolean): void {
    this.#tutor.vouched(proposalId, worked)
    this.#think()
  }

  /** The server's own page says this to it. */
  pageSays(emits: readonly ScriptEmit[]): void {
    this.#tutor.pageSays(emits)
    this.#think()
  }

  /** The person gave it another name, or does not want to be asked. */
  retitle({ name, learned }: DialectDocument): void {
    this.#earlier = { ...this.#earlier, name, ...(learned ? { learned } : {}) }
    const document = this.#whole()
    this.#learn(document, JSON.stringify(document))
  }

  close(): void {
    this.#undoPause?.()
    this.#undoPause = null
  }

  /** All by which an event of this name is read now. */
  #rulesOf(event: string): string {
    const known = this.#rules.get(event)
    if (known !== undefined) return known
    const { inbound, conversations } = this.#document
    const own = inbound.filter(({ on }) => [on].flat().includes(event))
    const rules = JSON.stringify([conversations, own])
    if (this.#rules.size < MOST_NAMES) this.#rules.set(event, rules)
    return rules
  }

  #soon(): void {
    this.#undoPause ??= this.#options.clock.after(PAUSE_MS, () => this.#think())
  }

  #think(): void {
    this.close()
    const { version } = this.#tutor
    const verdict = JSON.stringify(this.#tutor.verdict())
    if (version === this.#seenVersion && verdict === this.#toldVerdict) return
    this.#seenVersion = version
    this.#toldVerdict = verdict
    const document = this.#whole()
    const written = JSON.stringify(document)
    if (written !== this.#current) this.#learn(document, written)
    this.#tell()
  }

  #learn(document: DialectDocument, written: string): void {
    const compiled = compileDialect(document)
    // What can't be joined with what was known waits for a better reading.
    if (!compiled.ok) return
    this.#current = written
    this.#document = document
    this.#rules.clear()
    this.#options.onLearned(document, compiled.value)
  }

  #whole(): DialectDocument {
    return resumed(this.#earlier, this.#tutor.draft(), (event) => this.#came.get(event) ?? 0)
  }

  #tell(): void {
    const tutor = this.#tutor
    this.#options.onLesson({
      verdict: tutor.verdict(),
      readings: tutor.surenesses(),
      introductions: tutor.proposals('introduce'),
      sends: tutor.proposals('send'),
      trial: tutor.latestTrial()
    })
  }
}
