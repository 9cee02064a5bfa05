// A few of the events that a server said, each name several times: enough to tell whose server it is, however much it says.
import type { HeardEvent } from './recognise.ts'
import { sanitiseArgs } from './sanitise.ts'

/** Events of one name, names, and bytes of one event. */
const MOST_ALIKE = 3
const MOST_NAMES = 40
const MOST_BYTES = 8_000

export class HeardSample {
  readonly #byName = new Map<string, HeardEvent[]>()

  /** Takes an event in where it may say something new; `bytes` is about how large it is. Whether it did. */
  add(event: string, args: readonly unknown[], bytes: number): boolean {
    const alike = this.#byName.get(event) ?? []
    if (alike.length >= MOST_ALIKE || bytes > MOST_BYTES) return false
    if (alike.length === 0 && this.#byName.size >= MOST_NAMES) return false
    const cleaned = sanitiseArgs(args)
    if (cleaned.refused !== null) return false
    this.#byName.set(event, [...alike, { event, args: cleaned.args }])
    return true
  }

  /** In the order of their names' first appearance. */
  get events(): HeardEvent[] {
    return [...this.#byName.values()].flat()
  }
}
