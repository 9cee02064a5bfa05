// Watches a server's events and says what they mean, more surely the more it sees. Never emits anything.
import { EventStudy, type EventReading } from './study.ts'
import { takeApart } from './leaves.ts'
import { SignBook, signsOf, whenOf } from './variants.ts'

/** Kinds of events that one server may be studied by: beyond them it only floods. */
const MOST_STUDIES = 400
/** From here on a reading is believed. */
export const BELIEVED = 0.5

export interface LearnerOptions {
  /** What the person is called there. */
  myName: string | null
  /** Rooms that were joined, by what the server calls them. */
  rooms?: readonly string[]
}

/** One server's learner. */
export class Learner {
  readonly #studies = new Map<string, EventStudy>()
  readonly #signs = new Map<string, SignBook>()
  readonly #around: { myName: string | null; rooms: Set<string> }
  /** Events that were not studied, because there were too many kinds. */
  overlooked = 0

  constructor({ myName, rooms = [] }: LearnerOptions) {
    this.#around = { myName, rooms: new Set(rooms) }
  }

  /** Takes note of an event. @param at ms, when it came */
  note(event: string, args: readonly unknown[], at: number): void {
    const book = this.#signs.get(event) ?? new SignBook()
    this.#signs.set(event, book)
    const signs = book.note(signsOf(takeApart(args)))
    const key = `${event}\n${whenOf(signs) ?? ''}`
    const study = this.#studies.get(key) ?? this.#begin(key, event, signs)
    if (study) study.note(args, at)
    else this.overlooked += 1
  }

  /** The person joined a room: its name in an event tells where a message belongs. */
  joined(room: string): void {
    this.#around.rooms.add(room)
  }

  /** All that is understood, surest first; below `BELIEVED` it is a guess. */
  readings(): EventReading[] {
    return [...this.#studies.values()]
      .flatMap((study) => study.read(this.#around) ?? [])
      .sort((left, right) => right.confidence - left.confidence)
  }

  #begin(key: string, event: string, signs: ReturnType<typeof signsOf>): EventStudy | null {
    if (this.#studies.size >= MOST_STUDIES) return null
    const study = new EventStudy(event, signs)
    this.#studies.set(key, study)
    return study
  }
}
