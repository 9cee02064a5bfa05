// One server's kept events on their way to the store: in order, a batch under way while the next gathers, in a flood two.
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
/** A full batch goes while another is under way, so that the store has it at hand when it is done with that one. */
const MOST_UNDER_WAY = 2
/** Where one batch follows upon another, they begin no faster, ms: each costs as much as many messages. */
const GATHER_MS = 12
/** How long to wait after the store refused a batch that it may take later, ms. */
const RETRY_MS = 1_000

type CommitAnswer = Result<{ added: number }>

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
  commit(request: CommitRequest): Promise<CommitAnswer>
  /** Frames that need no commit. */
  settled: (throughSeq: number, replies: AckReply[]) => void
  /** Events that the store will never take; counted, since they are lost. */
  dropped: (count: number, code: string) => void
}

export class CommitQueue {
  readonly #options: CommitQueueOptions
  #waiting: CommitItem[] = []
  #batches = 0
  /** Names of the batches under way, in order. */
  readonly #underWay: string[] = []
  /** The last of them is done with, whatever became of it. */
  #turn: Promise<void> = Promise.resolve()
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

  /** Sends what waits, unless a batch is under way: then that one's answer sends the next, if it is not full by now. */
  flush(): void {
    while (!this.#isClosed && this.#waiting.length > 0 && this.#hasRoom()) {
      if (this.#gathers()) return
      const items = this.#take()
      if (items.some(hasEvents)) this.#send(items)
      else this.#finish(items, 0)
    }
  }

  /** The server is gone: nothing more is committed. */
  close(): void {
    this.#isClosed = true
    this.#waiting = []
    this.#undoFlush?.()
  }

  #hasRoom(): boolean {
    if (this.#underWay.length === 0) return true
    const isFull = this.#waiting.length >= BATCH_WEIGHT_ALONE && this.#awaited === 0
    if (!isFull || this.#underWay.length >= MOST_UNDER_WAY || !this.#options.isAlone()) return false
    // Frames that held nothing are settled in turn, when nothing is under way.
    return this.#waiting.slice(0, BATCH_WEIGHT_ALONE).some(hasEvents)
  }

  #mostWeight(): number {
    return this.#options.isAlone() ? BATCH_WEIGHT_ALONE : BATCH_WEIGHT
  }

  /** Whether what waits is better sent with what comes next, a moment later. */
  #gathers(): boolean {
    const { clock } = this.#options
    const restMs = this.#beganAt + GATHER_MS - clock.elapsed()
    const isFull = this.#waiting.length >= this.#mostWeight()
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
    const most = this.#mostWeight()
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
    tell(items, added)
  }

  #send(items: CommitItem[]): void {
    this.#beganAt = this.#options.clock.elapsed()
    const batch = `${this.#options.batchPrefix}:${++this.#batches}`
    const after = this.#underWay.at(-1)
    this.#underWay.push(batch)
    const asked = this.#options.commit({ ...this.#request(items, batch), ...(after && { after }) })
    this.#turn = this.#conclude(this.#turn, items, { batch, asked })
  }

  async #conclude(
    before: Promise<void>,
    items: CommitItem[],
    { batch, asked }: { batch: string; asked: Promise<CommitAnswer> }
  ): Promise<void> {
    const answer = await asked
    const wasAlone = this.#underWay[0] === batch
    await before
    // Refused beside another, it may have been for that one's sake.
    await this.#persist(items, batch, answer.ok || wasAlone ? answer : null)
    this.#underWay.shift()
    this.flush()
  }

  /** Asks until the store takes them; `first` is what it said already, if it did. */
  async #persist(items: CommitItem[], batch: string, first: CommitAnswer | null): Promise<void> {
    let answer = first
    while (!this.#isClosed) {
      answer ??= await this.#options.commit(this.#request(items, batch))
      if (answer.ok) return tell(items, answer.value.added)
      const { code } = answer.failure
      if (isHopeless(code)) return await this.#halve(items, batch, code)
      await new Promise<void>((resolve) => void this.#options.clock.after(RETRY_MS, resolve))
      answer = null
    }
  }

  // One bad event must not take its neighbours with it.
  async #halve(items: CommitItem[], batch: string, code: string): Promise<void> {
    if (items.length <= 1) {
      this.#options.dropped(items[0]?.events.length ?? 0, code)
      return this.#finish(items, 0)
    }
    const middle = Math.ceil(items.length / 2)
    await this.#persist(items.slice(0, middle), `${batch}a`, null)
    await this.#persist(items.slice(middle), `${batch}b`, null)
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

function hasEvents({ events }: CommitItem): boolean {
  return events.length > 0
}

function tell(items: readonly CommitItem[], added: number): void {
  for (const item of items) item.committed?.(added)
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
