// A recording that is looked at without its server: its events as rows, read by a dialect of the person's choice.
import { fromJson } from '../../src-preload/contract/binary-json.ts'
import type { InboundEvent } from '../../src-preload/contract/inbound.ts'
import type { EventDetail, Recording } from '../../src-preload/contract/inspector.ts'
import type { DialectSummary } from '../../src-preload/contract/network-calls.ts'
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import { EventList } from './event-list.svelte.ts'
import type { Wires } from './wires.ts'

export class Replay {
  readonly name: string
  readonly list = new EventList()
  dialectId: string = $state('')
  /** The dialects that it can be read by. */
  choices: readonly DialectSummary[] = $state.raw([])
  failure: Failure | null = $state.raw(null)
  readonly #wires: Wires
  readonly #recording: Recording
  #events: readonly InboundEvent[][] = []

  constructor(wires: Wires, name: string, recording: Recording) {
    this.#wires = wires
    this.name = name
    this.#recording = recording
    void this.#begin()
  }

  async #begin(): Promise<void> {
    const known = await this.#wires.network.ask.listDialects({})
    this.choices = known.ok ? known.value : []
    const wanted = this.#recording.dialectId
    const found = this.choices.find(({ id }) => id === wanted) ?? this.choices[0]
    if (found) await this.readBy(found.id)
  }

  /** Reads all of it by another dialect. */
  async readBy(dialectId: string): Promise<void> {
    this.dialectId = dialectId
    const recording = this.#recording
    const answer = await this.#wires.network.ask.replay({ recording, dialectId })
    if (dialectId !== this.dialectId) return
    this.failure = answer.ok ? null : answer.failure
    if (!answer.ok) return
    this.#events = answer.value.events
    this.list.apply(answer.value.rows)
  }

  detail(id: number): EventDetail | null {
    const event = this.#recording.events[id - 1]
    const row = this.list.byId(id)
    if (!event || !row) return null
    return {
      row,
      args: fromJson(event.args) as unknown[],
      ackArgs: event.ack ? (fromJson(event.ack) as unknown[]) : null,
      events: this.#events[id - 1] ?? []
    }
  }

  /** Saves what the dialect makes of it now, for tests to hold it to. */
  async saveFixture(): Promise<Result<{ name: string | null }>> {
    const { dialectId } = this
    const recording = this.#recording
    const made = await this.#wires.network.ask.makeFixture({ recording, dialectId })
    if (!made.ok) return made
    const name = `${this.name.replace(/\.json$/i, '')}-fixture`
    return await this.#wires.app.ask.saveText({ name, text: made.value.text })
  }
}
