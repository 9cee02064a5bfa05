// One server's kept events on their way to the store: in order, one batch under way, the next gathering meanwhile.
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { Clock } from '../clock.ts'
import type { AckReply, CommitRequest } from '../thread-calls.ts'

/**
 * Messages that one batch holds at most; a longer history page goes alone. What others say waits until a batch is
 * committed; where nobody else speaks, larger ones cost half as much by the message.
 */
const BATCH_WEIGHT = 100
const BATCH_WEIGHT_ALONE = 500
/** Where one batch follows upon another, they begin no faster, ms: each costs as much as many messages. */
const GATHER_MS = 12
/** How long to wait after the store refused a batch that it may take later, ms. */
const RETRY_MS = 1_000

/** What one frame or ack brought. */
export interface CommitItem {
  events: KeptEvent[]
  receivedAt: number
  /** The frame it came in; null for what came otherwise. */
  seq: number | null
  reply: AckReply | null
  /** Told once it is on disk. */
  committed: ((added: number) => void) | null
}

export interface CommitQueueOptions {
  serverId: string
  clock: Clock
  /** Begins the names of batches; differs for every start of the receiver. */
  batchPrefix: string
  /** Whether no other server speaks. */
  isAlone: () => boolean
  commit(request: CommitRequest): Promise<Result<{ added: number }>>
  /** Frames that need no commit. */
  settled: (throughSeq: number, replies: AckReply[]) => void
  /** Events that the store will never take; counted, since they are lost. */
  dropped: (count: number, code: string) => void
}

export class CommitQueue {
  readonly #options: CommitQueueOptions
  #waiting: CommitItem[] = []
  #batches = 0
  #isBusy = false
  #beganAt = Number.NEGATIVE_INFINITY
  /** Of those that wait, whose outcome somebody awaits. */
  #awaited = 0
  #undoFlush: (() => void) | null = null
  #isClosed = false

  constructor(options: CommitQueueOptions) {
    this.#options = options
  }

  get length(): number {
    return this.#waiting.length
  }

  push(item: CommitItem): void {
    this.#waiting.push(item)
    if (item.committed) this.#awaited++
  }

  /** Sends what waits, unless a batch is under way: then that one's answer sends the next. */
  flush(): void {
    while (!this.#isBusy && !this.#isClosed && this.#waiting.length > 0) {
      if (this.#gathers()) return
      const items = this.#take()
      if (items.some((item) => item.events.length > 0)) void this.#run(items)
      else this.#finish(items, 0)
    }
  }

  /** The server is gone: nothing more is committed. */
  close(): void {
    this.#isClosed = true
    this.#waiting = []
    this.#undoFlush?.()
  }

  /** Whether what waits is better sent with what comes next, a moment later. */
  #gathers(): boolean {
    const { clock, isAlone } = this.#options
    const restMs = this.#beganAt + GATHER_MS - clock.elapsed()
    const isFull = this.#waiting.length >= (isAlone() ? BATCH_WEIGHT_ALONE : BATCH_WEIGHT)
    if (restMs <= 0 || isFull || this.#awaited > 0) return false
    if (this.#waiting.every(({ events }) => events.length === 0)) return false
    this.#undoFlush ??= clock.after(restMs, () => {
      this.#undoFlush = null
      this.flush()
    })
    return true
  }

  // Whoever waits for the number of added rows has a batch for itself.
  #take(): CommitItem[] {
    const most = this.#options.isAlone() ? BATCH_WEIGHT_ALONE : BATCH_WEIGHT
    let weight = 0
    let count = 0
    for (const item of this.#waiting) {
      weight += weightOf(item)
      if (count > 0 && (weight > most || item.committed)) break
      count++
      if (item.committed) break
    }
    const taken = this.#waiting.splice(0, count)
    for (const item of taken) if (item.committed) this.#awaited--
    return taken
  }

  #finish(items: CommitItem[], added: number): void {
    const hasFrames = items.some((item) => item.seq !== null)
    if (hasFrames) this.#options.settled(lastSeq(items), repliesOf(items))
    for (const item of items) item.committed?.(added)
  }

  async #run(items: CommitItem[]): Promise<void> {
    this.#isBusy = true
    this.#beganAt = this.#options.clock.elapsed()
    await this.#commit(items, `${this.#options.batchPrefix}:${++this.#batches}`)
    this.#isBusy = false
    this.flush()
  }

  async #commit(items: CommitItem[], batch: string): Promise<void> {
    while (!this.#isClosed) {
      const result = await this.#options.commit(this.#request(items, batch))
      if (result.ok) {
        for (const item of items) item.committed?.(result.value.added)
        return
      }
      if (isHopeless(result.failure.code))
        return await this.#halve(items, batch, result.failure.code)
      await new Promise<void>((resolve) => void this.#options.clock.after(RETRY_MS, resolve))
    }
  }

  // One bad event must not take its neighbours with it.
  async #halve(items: CommitItem[], batch: string, code: string): Promise<void> {
    if (items.length <= 1) {
      this.#options.dropped(items[0]?.events.length ?? 0, code)
      return this.#finish(items, 0)
    }
    const middle = Math.ceil(items.length / 2)
    await this.#commit(items.slice(0, middle), `${batch}a`)
    await this.#commit(items.slice(middle), `${batch}b`)
  }

  #request(items: CommitItem[], batch: string): CommitRequest {
    return {
      serverId: this.#options.serverId,
      events: items.flatMap((item) => item.events),
      receivedAt: Math.max(...items.map((item) => item.receivedAt)),
      throughSeq: lastSeq(items),
      replies: repliesOf(items),
      batch
    }
  }
}

function weightOf(item: CommitItem): number {
  return item.events.reduce(
    (sum, event) => sum + (event.kind === 'history' ? Math.max(1, event.messages.length) : 1),
    0
  )
}

function lastSeq(items: CommitItem[]): number {
  return items.reduce((last, item) => Math.max(last, item.seq ?? 0), 0)
}

function repliesOf(items: CommitItem[]): AckReply[] {
  return items.flatMap((item) => item.reply ?? [])
}

function isHopeless(code: string): boolean {
  return code === 'input-invalid' || code === 'not-found'
}
