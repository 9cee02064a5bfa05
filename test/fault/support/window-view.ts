// What a window would show: the newest stretch of each conversation, kept up to date by the store's changes.
import type { ConversationId, Message } from '../../../src-preload/contract/model.ts'
import type { RangeChange } from '../../../src-preload/contract/store-calls.ts'
import type { Rig } from './rig.ts'

const OPENED_ROWS = 100
/** Like a window, it gives up what is far above. */
const MOST_ROWS = 300
const KEPT_ROWS = 150
const RETRY_MS = 300

interface Shown {
  rangeId: number | null
  rows: Map<number, Message>
  seq: number
}

export class WindowView {
  readonly #rig: Rig
  readonly #shown = new Map<ConversationId, Shown>()
  readonly #onRow: (message: Message) => void
  readonly #onRemoved: (id: number) => void
  #isClosed = false

  /** `onRow` hears of every row that is shown or changes, `onRemoved` of those that go. */
  constructor(rig: Rig, onRow: (message: Message) => void, onRemoved: (id: number) => void) {
    this.#rig = rig
    this.#onRow = onRow
    this.#onRemoved = onRemoved
    rig.on('rangeChanged', (change) => this.#changed(change))
    rig.on('portArrived', ({ of }) => {
      if (of === 'store') for (const id of this.#shown.keys()) void this.#open(id)
    })
  }

  /** Shows a conversation from now on. */
  async show(conversationId: ConversationId): Promise<void> {
    this.#shown.set(conversationId, { rangeId: null, rows: new Map(), seq: 0 })
    await this.#open(conversationId)
  }

  /** The rows as they stand on the screen, first one first. */
  rows(conversationId: ConversationId): Message[] {
    const rows = this.#shown.get(conversationId)?.rows.values() ?? []
    return [...rows].sort((left, right) => left.position - right.position)
  }

  close(): void {
    this.#isClosed = true
  }

  async #open(conversationId: ConversationId): Promise<void> {
    const shown = this.#shown.get(conversationId)
    if (!shown || this.#isClosed) return
    shown.rangeId = null
    const opened = await this.#rig.store.openRange({
      conversationId,
      anchor: { at: 'end' },
      rows: OPENED_ROWS
    })
    if (!opened.ok) {
      console.log('open failed', conversationId, opened.failure)
      // A port that went brings another, which opens everything again; a disk that is full does not.
      if (opened.failure.code !== 'process-gone') {
        setTimeout(() => void this.#open(conversationId), RETRY_MS)
      }
      return
    }
    const { rangeId, messages } = opened.value
    shown.rangeId = rangeId
    shown.seq = 0
    shown.rows = new Map(messages.map((message) => [message.id, message]))
    for (const message of messages) this.#onRow(message)
  }

  #changed(change: RangeChange): void {
    const found = [...this.#shown].find(([, shown]) => shown.rangeId === change.rangeId)
    if (!found) return
    const [conversationId, shown] = found
    if (change.seq !== shown.seq + 1) return void this.#open(conversationId)
    shown.seq = change.seq
    if (change.reset) shown.rows.clear()
    for (const id of change.removedIds) {
      shown.rows.delete(id)
      this.#onRemoved(id)
    }
    for (const message of change.upserts) {
      shown.rows.set(message.id, message)
      this.#onRow(message)
    }
    const { rangeId, seq } = change
    void this.#rig.store.rangeApplied({ rangeId, seq })
    this.#giveUpOld(conversationId, shown)
  }

  #giveUpOld(conversationId: ConversationId, shown: Shown): void {
    const { rangeId } = shown
    if (shown.rows.size <= MOST_ROWS || rangeId === null) return
    const kept = this.rows(conversationId).slice(-KEPT_ROWS)
    const [first] = kept
    if (!first) return
    shown.rows = new Map(kept.map((message) => [message.id, message]))
    void this.#rig.store.shrinkRange({ rangeId, firstId: first.id, lastId: null })
  }
}
