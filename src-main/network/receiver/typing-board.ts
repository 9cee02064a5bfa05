// Who is typing where on one server; ends by itself, since many servers never say that it ended.
import type { InboundPerson } from '../../../src-preload/contract/inbound.ts'
import type { Clock } from '../clock.ts'
import { Coalescer } from './coalescer.ts'

/** How long one sign of typing counts, ms. */
const LASTS_MS = 6_000
/** Names that are told per conversation, people and conversations that are remembered. */
const MAX_NAMES = 20
const MAX_PEOPLE = 100
const MAX_CONVERSATIONS = 200

export class TypingBoard {
  readonly #clock: Clock
  readonly #news: Coalescer<string>
  readonly #typing = new Map<string, Map<string, { name: string; endsAt: number }>>()
  #undoTimer: (() => void) | null = null

  /** `tell` is given a conversation's remote id and everybody who types there. */
  constructor(clock: Clock, tell: (remoteId: string, names: string[]) => void) {
    this.#clock = clock
    this.#news = new Coalescer(clock, (remoteId) => tell(remoteId, this.names(remoteId)))
  }

  names(remoteId: string): string[] {
    const people = this.#typing.get(remoteId)?.values() ?? []
    return [...people].slice(0, MAX_NAMES).map((person) => person.name)
  }

  /** @param lastsMs how long it counts unless it is told again */
  set(remoteId: string, by: InboundPerson, on: boolean, lastsMs = LASTS_MS): void {
    const key = by.id ?? by.name
    if (key === null) return
    if (on) this.#begin(remoteId, key, { name: by.name ?? key, lastsMs })
    else this.#end(remoteId, key)
  }

  /** The connection went: nobody is known to type. */
  clear(): void {
    for (const remoteId of this.#typing.keys()) this.#news.mark(remoteId)
    this.#typing.clear()
    this.#forgetPlan()
  }

  #begin(
    remoteId: string,
    key: string,
    { name, lastsMs }: { name: string; lastsMs: number }
  ): void {
    const people = this.#typing.get(remoteId) ?? new Map<string, { name: string; endsAt: number }>()
    if (!this.#typing.has(remoteId) && this.#typing.size >= MAX_CONVERSATIONS) return
    const isNew = !people.has(key)
    if (isNew && people.size >= MAX_PEOPLE) return
    people.set(key, { name, endsAt: this.#clock.elapsed() + lastsMs })
    this.#typing.set(remoteId, people)
    if (isNew) this.#news.mark(remoteId)
    if (lastsMs < LASTS_MS) this.#forgetPlan()
    this.#planEnd()
  }

  #forgetPlan(): void {
    this.#undoTimer?.()
    this.#undoTimer = null
  }

  #end(remoteId: string, key: string): void {
    const people = this.#typing.get(remoteId)
    if (!people?.delete(key)) return
    if (people.size === 0) this.#typing.delete(remoteId)
    this.#news.mark(remoteId)
  }

  #planEnd(): void {
    if (this.#undoTimer || this.#typing.size === 0) return
    const ends = [...this.#typing.values()].flatMap((people) => [...people.values()])
    const next = Math.min(...ends.map((person) => person.endsAt))
    this.#undoTimer = this.#clock.after(Math.max(0, next - this.#clock.elapsed()), () => {
      this.#undoTimer = null
      this.#endDue()
      this.#planEnd()
    })
  }

  #endDue(): void {
    const now = this.#clock.elapsed()
    for (const [remoteId, people] of this.#typing) {
      for (const [key, person] of people) if (person.endsAt <= now) this.#end(remoteId, key)
    }
  }
}
