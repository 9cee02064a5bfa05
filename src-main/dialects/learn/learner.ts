// Watches a server's events and says what they mean, more surely the more it sees. Never emits anything.
import { EventStudy, type EventReading, type MessageReading } from './study.ts'
import { takeApart, type Anatomy } from './leaves.ts'
import { SignBook, signsOf, whenOf } from './variants.ts'

/** Kinds of events that one server may be studied by: beyond them it only floods. */
const MOST_STUDIES = 400
/** From here on a reading is believed. */
export const BELIEVED = 0.5
/** Events of one kind that are each looked at; from then on one in `RARELY` is. */
const OFTEN = 40
const RARELY = 16
/** Ids and people that are remembered, and how long one may be. */
const MOST_VALUES = 500
const MOST_LENGTH = 200
/** Plain values that are kept of all kinds together; some tens of MB at worst. */
const MOST_WEIGHT = 60_000

export interface LearnerOptions {
  /** What the person is called there. */
  myName: string | null
  /** Rooms that were joined, by what the server calls them. */
  rooms?: readonly string[]
}

/** A message event that is understood, with its latest arguments cut short and what tells its kind. */
export type HeardMessage = MessageReading & {
  sample: readonly unknown[]
  signs: readonly string[]
  /** How many have come. */
  count: number
}

/** The first few change most; later ones are read together. */
function isWorthReading(count: number): boolean {
  return count <= 8 || count % 4 === 0
}

/** Adds to a set that forgets the oldest. */
function keep(values: Set<string>, value: string): void {
  if (value.length > MOST_LENGTH) return
  values.delete(value)
  values.add(value)
  const [oldest] = values
  if (values.size > MOST_VALUES && oldest !== undefined) values.delete(oldest)
}

/** One server's learner. */
export class Learner {
  readonly #studies = new Map<string, EventStudy>()
  readonly #signs = new Map<string, SignBook>()
  readonly #around: {
    myName: string | null
    rooms: Set<string>
    ids: Set<string>
    people: Set<string>
  }
  readonly #read = new Map<string, EventReading | null>()
  #weight = 0
  /** Events that were not studied, because there were too many kinds. */
  overlooked = 0

  constructor({ myName, rooms = [] }: LearnerOptions) {
    const people = new Set(myName === null ? [] : [myName])
    this.#around = { myName, rooms: new Set(rooms), ids: new Set(), people }
  }

  /** Takes note of an event; answers whether it is understood otherwise now. @param at ms */
  note(event: string, args: readonly unknown[], at: number, anatomy = takeApart(args)): boolean {
    const key = this.#keyOf(event, anatomy)
    const study = key === null ? undefined : this.#studies.get(key)
    if (key === null || !study) {
      this.overlooked += 1
      return false
    }
    if (study.count >= OFTEN && study.count % RARELY !== 0) {
      study.pass(at)
      return false
    }
    this.#weight -= study.weight
    study.note(args, anatomy, at)
    this.#weight += study.weight
    if (this.#weight > MOST_WEIGHT) this.#slim()
    const isOther = isWorthReading(study.count) && this.#readAgain(key, study)
    this.#remember(this.#read.get(key) ?? null, anatomy)
    return isOther
  }

  // Fewer samples of all; where that is not enough, none of what means nothing.
  #slim(): void {
    this.#weight = 0
    for (const [key, study] of this.#studies) {
      study.slim(this.#read.get(key) ? 3 : 1)
      this.#weight += study.weight
    }
    if (this.#weight < MOST_WEIGHT / 2) return
    for (const [key, study] of this.#studies) if (!this.#read.get(key)) study.slim(0)
    this.#weight = [...this.#studies.values()].reduce((sum, { weight }) => sum + weight, 0)
  }

  // Ids and people of messages: other events speak of them.
  #remember(reading: EventReading | null, { leaves }: Anatomy): void {
    if (reading?.is !== 'message' || reading.confidence < BELIEVED) return
    const { id, author } = reading.parts
    for (const { path, value } of leaves) {
      if (path === id) keep(this.#around.ids, String(value))
      else if (path === author && typeof value === 'string') keep(this.#around.people, value)
    }
  }

  /** The person joined a room: its name in an event tells where a message belongs. */
  joined(room: string): void {
    if (this.#around.rooms.has(room)) return
    this.#around.rooms.add(room)
    for (const [key, study] of this.#studies) this.#readAgain(key, study)
  }

  /** All that is understood, surest first; below `BELIEVED` it is a guess. */
  readings(): EventReading[] {
    return [...this.#read.values()]
      .flatMap((reading) => reading ?? [])
      .sort((left, right) => right.confidence - left.confidence)
  }

  /** Believed message events, surest first. */
  heard(): HeardMessage[] {
    return [...this.#read]
      .flatMap(([key, reading]) => {
        const study = this.#studies.get(key)
        const sample = study?.sample()
        const isHeard = reading?.is === 'message' && reading.confidence >= BELIEVED
        return isHeard && study && sample
          ? [{ ...reading, sample, signs: study.signs(), count: study.count }]
          : []
      })
      .sort((left, right) => right.confidence - left.confidence)
  }

  #readAgain(key: string, study: EventStudy): boolean {
    const reading = study.read(this.#around)
    const isOther = JSON.stringify(reading) !== JSON.stringify(this.#read.get(key) ?? null)
    this.#read.set(key, reading)
    return isOther
  }

  // Which kind of event this is; begins a study where it is a new one.
  #keyOf(event: string, anatomy: Anatomy): string | null {
    const book = this.#signs.get(event) ?? new SignBook()
    if (!this.#signs.has(event) && this.#signs.size >= MOST_STUDIES) return null
    this.#signs.set(event, book)
    const signs = book.note(signsOf(anatomy))
    const key = `${event}\n${whenOf(signs) ?? ''}`
    if (this.#studies.has(key)) return key
    if (this.#studies.size >= MOST_STUDIES) return null
    this.#studies.set(key, new EventStudy(event, signs))
    return key
  }
}
