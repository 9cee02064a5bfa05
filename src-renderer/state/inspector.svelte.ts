// The Inspector: which server's raw events are looked at, which one is chosen, and what is being done with them.
import * as v from 'valibot'
import {
  inspectorLimits,
  recordingSchema,
  type EventDetail,
  type EventRow,
  type InspectorEvents
} from '../../src-preload/contract/inspector.ts'
import { done, refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { Conversation, Message, Server, ServerId } from '../../src-preload/contract/model.ts'
import { everything, type EventFilter } from '../text/event-filter.ts'
import { EventList } from './event-list.svelte.ts'
import { Recorder } from './recorder.svelte.ts'
import { Replay } from './replay.svelte.ts'
import { Teaching } from './teaching.svelte.ts'
import { TeachingToWrite } from './teaching-to-write.svelte.ts'
import type { Wires } from './wires.ts'

/** What stands beside the list. */
export type InspectorPane = 'none' | 'detail' | 'emit' | 'teach' | 'teach-writing'

const SEARCH_PAUSE_MS = 200

export class Inspector {
  isOpen = $state(false)
  serverId: ServerId | null = $state(null)
  readonly list = new EventList()
  readonly recorder: Recorder
  readonly teaching: Teaching
  readonly writing: TeachingToWrite
  replay: Replay | null = $state.raw(null)
  isPaused = $state(false)
  /** Rows that came while it is paused. */
  held = $state(0)
  /** Events that came too fast to be told. */
  skipped = $state(0)
  isKnown = $state(false)
  pane: InspectorPane = $state('none')
  chosenId: number | null = $state(null)
  detail: EventDetail | null = $state.raw(null)
  detailFailure: Failure | null = $state.raw(null)
  /** What the form for emitting begins with. */
  template: { event: string; args: unknown[] } | null = $state.raw(null)
  /** Counts the wishes to see the chosen one. */
  reveals = $state(0)
  readonly #wires: Wires
  #held: EventRow[] = []
  #searching: ReturnType<typeof setTimeout> | undefined

  constructor(wires: Wires) {
    this.#wires = wires
    this.recorder = new Recorder(wires)
    this.teaching = new Teaching(wires, this.list)
    this.writing = new TeachingToWrite(wires)
    // A restarted network process remembers nothing, and does not know who looks.
    wires.network.onOpen(() => void this.#watch())
  }

  /** What is being looked at: a recording, else the server's own events. */
  get rows(): EventList {
    return this.replay?.list ?? this.list
  }

  async open(serverId: ServerId | null): Promise<void> {
    if (this.isOpen && serverId === this.serverId && this.isKnown) return
    this.isOpen = true
    if (serverId !== this.serverId) {
      this.serverId = serverId
      this.forget()
      this.list.setFilter(everything)
    }
    // What came while it was closed is told now.
    await this.#watch()
  }

  /** Looks at another server, no longer at a recording. */
  async goTo(serverId: ServerId): Promise<void> {
    if (this.replay) this.closeReplay()
    await this.open(serverId)
  }

  close(): void {
    this.isOpen = false
    this.replay = null
    void this.#watch()
  }

  /** Shows one event whole; null: none. */
  async choose(id: number | null): Promise<void> {
    this.pane = id === null ? 'none' : 'detail'
    await this.mark(id)
  }

  /** Chooses an event and leaves what stands beside the list as it is. */
  async mark(id: number | null): Promise<void> {
    this.chosenId = id
    this.detailFailure = null
    if (id === null) this.detail = null
    else await this.#loadDetail(id)
  }

  /** Goes to the event of a message; false where it is no longer remembered. */
  async showMessage(serverId: ServerId, message: Message): Promise<boolean> {
    await this.open(serverId)
    this.replay = null
    const { text, own } = message
    const found = await this.#wires.network.ask.findEvent({ serverId, text, own })
    if (!found.ok || found.value.id === null) return false
    this.setFilter(everything)
    await this.choose(found.value.id)
    this.reveals++
    return true
  }

  setFilter(filter: EventFilter): void {
    this.rows.setFilter(filter)
    clearTimeout(this.#searching)
    if (filter.text.trim() === '' || this.replay) return
    this.#searching = setTimeout(() => void this.#search(1), SEARCH_PAUSE_MS)
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused
    if (isPaused) return
    this.#take(this.#held)
    this.#held = []
    this.held = 0
  }

  async clear(): Promise<void> {
    if (!this.serverId) return
    await this.#wires.network.ask.clearEvents({ serverId: this.serverId })
    this.forget()
    this.isKnown = true
  }

  /** Nothing that was shown is shown any more. */
  forget(): void {
    this.list.reset([])
    this.#held = []
    this.held = 0
    this.skipped = 0
    this.isKnown = false
    this.isPaused = false
    this.recorder.stop()
    void this.choose(null)
  }

  apply({ serverId, rows, skipped }: InspectorEvents['eventsCaptured']): void {
    if (serverId !== this.serverId || !this.isOpen) return
    this.skipped += skipped
    this.writing.seen(rows)
    if (!this.isPaused) return this.#take(rows)
    const known = rows.filter(({ id }) => id <= this.list.lastId)
    if (known.length > 0) this.#take(known)
    this.#held = [...this.#held, ...rows.filter(({ id }) => id > this.list.lastId)]
    this.#held = this.#held.slice(-inspectorLimits.rows)
    this.held = new Set(this.#held.map(({ id }) => id)).size
  }

  /** Emits by hand; answers with the event's number. */
  async emit(event: string, args: unknown[], ackMs: number | null): Promise<Result<number>> {
    const { serverId } = this
    if (!serverId) return done(0)
    const answer = await this.#wires.network.ask.emitByHand({ serverId, event, args, ackMs })
    return answer.ok ? done(answer.value.id) : answer
  }

  async answer(id: number, args: unknown[]): Promise<Result<null>> {
    const { serverId } = this
    if (!serverId) return done(null)
    return await this.#wires.network.ask.answerByHand({ serverId, id, args })
  }

  /** Opens the form for emitting; null: empty. */
  openEmit(template: { event: string; args: unknown[] } | null): void {
    // Another object each time, so that the form begins anew.
    this.template = template && { ...template }
    this.pane = 'emit'
  }

  /** Begins to teach what the chosen event means. */
  async openTeach(server: Server | null): Promise<void> {
    const { detail } = this
    if (!server || !detail?.args) return
    this.pane = 'teach'
    await this.teaching.begin(server, detail.row, detail.args)
  }

  /** Begins to teach how to write to the server, by an event as it was or would be. */
  async openTeachWriting(
    server: Server | null,
    example: { event: string; args: readonly unknown[]; at: number },
    conversations: readonly Conversation[]
  ): Promise<void> {
    if (!server) return
    this.pane = 'teach-writing'
    await this.writing.begin(
      server,
      example,
      conversations.filter(({ serverId }) => serverId === server.id)
    )
  }

  /** Shows the events of a recording in place of the server's own; answers why not, where it is none. */
  async openRecording(file: File): Promise<Failure | null> {
    if (file.size > inspectorLimits.recording * 2) return refuse('recording-invalid').failure
    const parsed = v.safeParse(recordingSchema, jsonOf(await file.text()))
    if (!parsed.success) return refuse('recording-invalid').failure
    void this.choose(null)
    this.replay = new Replay(this.#wires, file.name, parsed.output)
    return null
  }

  closeReplay(): void {
    this.replay = null
    void this.choose(null)
  }

  #take(rows: readonly EventRow[]): void {
    const from = this.list.lastId + 1
    this.list.apply(rows)
    this.recorder.seen(this.list.lastId)
    if (this.list.filter.text.trim() !== '' && this.list.lastId >= from) void this.#search(from)
    // Its answer may have come.
    const chosen = rows.find(({ id }) => id === this.chosenId)
    if (chosen && this.detail && !this.replay) void this.#loadDetail(chosen.id)
  }

  async #watch(): Promise<void> {
    const serverId = this.isOpen ? this.serverId : null
    const answer = await this.#wires.network.ask.watchEvents({ serverId })
    if (!this.isOpen || serverId === null || serverId !== this.serverId) return
    // Numbers begin anew where the process did.
    if (answer.ok && (answer.value.at(-1)?.id ?? 0) < this.list.lastId) this.list.reset([])
    if (answer.ok) this.list.apply(answer.value)
    this.isKnown = true
  }

  async #search(from: number): Promise<void> {
    const { serverId } = this
    const text = this.list.filter.text.trim()
    if (!serverId || text === '') return
    const answer = await this.#wires.network.ask.searchEvents({ serverId, text, from })
    if (answer.ok && text === this.list.filter.text.trim()) this.list.addHolding(answer.value.ids)
  }

  async #loadDetail(id: number): Promise<void> {
    const { serverId, replay } = this
    if (replay) {
      this.detail = replay.detail(id)
      return
    }
    if (!serverId) return
    const answer = await this.#wires.network.ask.readEvent({ serverId, id })
    if (id !== this.chosenId) return
    this.detail = answer.ok ? answer.value : null
    this.detailFailure = answer.ok ? null : answer.failure
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null // what is no JSON is no recording
  }
}
