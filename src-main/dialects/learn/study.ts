// Everything seen of one kind of event, and what it seems to mean.
import { wordsOf } from './clues.ts'
import { cutShort, type Anatomy, type LeafList } from './leaves.ts'
import {
  findAuthor,
  findId,
  findRecipient,
  findRoom,
  findText,
  findTime,
  type Around
} from './parts.ts'
import { readMark, type MarkReading } from './marks.ts'
import { noticesIn } from './notices.ts'
import { reads, spotsOf, type Spot } from './spots.ts'
import { chattinessOf } from './words.ts'
import { readList, type ListReading } from './lists.ts'
import { whenOf, type Sign } from './variants.ts'

/** Samples that are kept of each kind; more would not change the reading. */
const SAMPLES = 12
const MOST_NOTICES = 8
const TYPING =
  /^(typing|composing|writing|istyping|scrivendo|schreibt|tippt|escribiendo|digitando)$/

/** The same few sentences over and over: a machine's, not a person's. */
function saysTheSame({ traits: { count, distinct } }: Spot): boolean {
  return count >= 8 && distinct <= count / 2
}

interface Named {
  event: string
  /** The condition that tells this kind from others of the same event. */
  when: string | undefined
  /** 0 to 1 */
  confidence: number
}

export type MessageReading = Named & { is: 'message'; parts: MessageParts }

/** What a kind of event seems to be; paths are expressions over its arguments. */
export type EventReading = Named &
  (
    | { is: 'message'; parts: MessageParts }
    | { is: 'typing'; by: string | null; isOn: string | null }
    | MarkReading
    | ListReading
  )

export interface MessageParts {
  text: string
  author: string | null
  authorId: string | null
  time: string | null
  id: string | null
  room: string | null
  /** Whom it is said to, where conversations are between two and name no room. */
  recipient: string | null
  /** What those are called whose lines are about the conversation: `ChatCord Bot`. */
  notices: readonly string[]
}

export class EventStudy {
  readonly event: string
  readonly #signs: readonly Sign[]
  readonly #samples: Anatomy[] = []
  readonly #times: number[] = []
  #sample: readonly unknown[] | null = null
  /** Found so far; a line long ago still tells. */
  readonly #notices = new Set<string>()
  count = 0

  constructor(event: string, signs: readonly Sign[]) {
    this.event = event
    this.#signs = signs
  }

  /** @param at ms, when it came */
  note(args: readonly unknown[], anatomy: Anatomy, at: number): void {
    this.pass(at)
    this.#samples.push(anatomy)
    if (this.#samples.length > SAMPLES) this.#samples.shift()
    this.#sample = cutShort(args)
  }

  /** How many plain values it keeps. */
  get weight(): number {
    return this.#samples.reduce((sum, { leaves, lists }) => {
      return sum + leaves.length + lists.reduce((most, { items }) => most + items.length * 10, 0)
    }, 0)
  }

  /** Forgets all but the latest few. */
  slim(samples: number): void {
    this.#samples.splice(0, Math.max(0, this.#samples.length - samples))
  }

  /** Counts an event that is not looked at. @param at ms */
  pass(at: number): void {
    this.count += 1
    this.#times.push(at)
    if (this.#times.length > SAMPLES) this.#times.shift()
  }

  /** The latest arguments, with long texts and lists cut. */
  sample(): readonly unknown[] | null {
    return this.#sample
  }

  /** Places that tell this kind from others of the same event. */
  signs(): string[] {
    return this.#signs.map(({ path }) => path)
  }

  /** What it seems to mean; null where nothing of a conversation is in it. */
  read(around: Omit<Around, 'chatty'>): EventReading | null {
    const signWords = this.#signs.map(({ value }) => String(value)).join(' ')
    const chatty = Math.max(
      chattinessOf(this.event),
      this.#signs.length ? chattinessOf(signWords) : -1
    )
    const known = { ...around, chatty: chattinessOf(signWords) < 0 ? -1 : chatty }
    const spots = spotsOf(this.#samples)
    const mark = this.#readTyping(spots) ?? this.#readMark(spots, known)
    if (mark) return mark
    const message = this.#readMessage(spots, known)
    const list = this.#readList(known)
    // People or rooms may travel inside a message; a message inside a list of many is its history.
    const isMessage = message !== null && message.confidence > (list?.confidence ?? 0)
    return isMessage && list?.is !== 'history' ? message : (list ?? message)
  }

  #named(): { event: string; when: string | undefined } {
    return { event: this.event, when: whenOf(this.#signs) }
  }

  #words(): readonly string[] {
    // How somebody is, `status: 'online'`, is not what the event is about.
    const kinds = this.#signs.filter(({ path }) => !/(status|state|online)$/i.test(path))
    return wordsOf([this.event, ...kinds.map(({ value }) => String(value))].join(' '))
  }

  #readMark(spots: readonly Spot[], around: Around): EventReading | null {
    // Lists tell who is there, not who came.
    if (this.#samples.some(({ lists }) => lists.some(({ items }) => items.length > 1))) return null
    const mark = readMark(this.#words(), spots, around)
    return mark ? { ...this.#named(), ...mark } : null
  }

  #readTyping(spots: readonly Spot[]): EventReading | null {
    const words = this.#words()
    const isTyping = words.some((word) => TYPING.test(word))
    if (!isTyping && !this.#signs.some(({ path }) => /typing/i.test(path))) return null
    const isStopped = words.some((word) => /^(stop|stopped|end|ended|done|no|not)$/.test(word))
    const flag = spots.find(({ values }) => values.every((value) => typeof value === 'boolean'))
    const by = spots.find(({ keys, values }) => {
      const last = wordsOf(keys.at(-1) ?? 'name').join('')
      return (
        values.every((value) => typeof value === 'string') && /name|nick|user|who|from/.test(last)
      )
    })
    const isOn = isStopped ? 'false' : (flag?.path ?? null)
    return { ...this.#named(), is: 'typing', by: by?.path ?? null, isOn, confidence: 0.7 }
  }

  #readList(around: Around): EventReading | null {
    const lists = this.#samples.at(-1)?.lists ?? []
    const readings = lists.flatMap((list: LeafList) => readList(list, this.event, around) ?? [])
    const [best] = readings.sort((left, right) => right.confidence - left.confidence)
    return best ? { ...this.#named(), ...best } : null
  }

  #readMessage(spots: readonly Spot[], around: Around): EventReading | null {
    const text = findText(spots, around)
    if (!text || text.score < 3) return null
    const signs = new Set(this.#signs.map(({ path }) => path))
    const people = spots.filter(({ path }) => !signs.has(path))
    const author = findAuthor(people, text.spot, around)
    const time = findTime(spots, text.spot)
    const id = findId(spots, text.spot)
    const who = { name: author.name?.spot ?? null, id: author.id?.spot ?? null }
    const room = findRoom(people, text.spot, around, who)
    const recipient = room ? null : findRecipient(people, who, around)
    const hasAuthor = author.name !== null || author.id !== null
    const evidence =
      around.chatty * 0.35 +
      (hasAuthor ? 0.3 : 0) +
      (reads(text.spot) ? 0.25 : 0) +
      (time ? 0.15 : 0) +
      (id ? 0.05 : 0) +
      Math.min(0.25, text.score / 40)
    const doubt = (this.#isTooFast() ? 0.5 : 0) + (saysTheSame(text.spot) ? 0.5 : 0)
    const confidence = Math.max(0, Math.min(1, 0.1 + evidence - doubt))
    for (const name of noticesIn(author.name?.spot ?? null, text.spot)) this.#notices.add(name)
    const parts = {
      text: text.spot.path,
      author: author.name?.spot.path ?? null,
      authorId: author.id?.spot.path ?? null,
      time: time?.spot.path ?? null,
      id: id?.spot.path ?? null,
      room: room?.spot.path ?? null,
      recipient: recipient?.path ?? null,
      notices: [...this.#notices].slice(0, MOST_NOTICES)
    }
    return { ...this.#named(), is: 'message', parts, confidence }
  }

  // Nobody writes five lines a second: that is a sensor, or a game.
  #isTooFast(): boolean {
    const [first] = this.#times
    const last = this.#times.at(-1)
    if (first === undefined || last === undefined || this.#times.length < SAMPLES) return false
    return last > first && this.#times.length / ((last - first) / 1000) > 5
  }
}
