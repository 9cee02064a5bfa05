// One connection's catching up: conversations in turns of one page each, the newest messages first, few at a time.
import { refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import type { BookedGap, HistoryCursor } from '../ports/store-network-calls.ts'

/** Conversations that are fetched side by side. */
const ABREAST = 3
/** Pages per conversation: what is left stays booked as a gap, for the next time. */
const MAX_PAGES = 50
/** How far a server's clock may differ when a word of ours is looked for, ms. */
const CLOCK_MARGIN_MS = 120_000

/** What a page brought, as far as going on depends on it. */
export interface FetchedPage {
  added: number
  more: boolean | null
  oldest: HistoryCursor['oldest']
}

/** Fetches and commits the page before or after a cursor, or the latest. */
export type FetchPage = (
  conversation: ConversationRef,
  cursor: HistoryCursor['oldest'],
  side?: 'before' | 'after'
) => Promise<Result<FetchedPage>>

export interface CourseOptions {
  /** Nothing was missed since the last connection: only earlier gaps are left. */
  isRecovered: boolean
  /** Pages are found by counting, which what comes meanwhile upsets: one that brought nothing is asked for again. */
  areCounted: boolean
  /** Whether the connection is still the one that this course is for. */
  stands: () => boolean
  page: FetchPage
  /** The booked gaps, newest first. */
  gaps: (conversation: ConversationRef) => Promise<BookedGap[]>
  closeGap: (gapId: number) => void
  onFailed: (failure: Failure) => void
  /** Nothing is left to fetch for now. */
  onIdle?: () => void
}

interface Task {
  conversation: ConversationRef
  /** The latest page comes first, then the gaps from above. */
  needsLatest: boolean
  /** The dialect has no words for the latest page. */
  hasNoLatest: boolean
  pagesLeft: number
  isFirst: boolean
  /** Gaps that the server can't help with. */
  stuck: Set<number>
  /** A gap into which the last page brought nothing, though the next one may. */
  doubtful: number | null
  waiting: { since: number; met: () => void }[]
}

type Turn = 'again' | 'over'

export class CatchUpCourse {
  readonly #options: CourseOptions
  readonly #tasks = new Map<string, Task>()
  #queue: Task[] = []
  #running = 0
  #isEnded = false

  constructor(options: CourseOptions) {
    this.#options = options
  }

  /** Fetches what a conversation lacks; `isFirst`: before the others. */
  add(conversation: ConversationRef, isFirst: boolean): void {
    this.#enter(conversation, isFirst, !this.#options.isRecovered)
  }

  /** Goes on with gaps of earlier times, in a conversation that need not be joined any more. */
  addForGaps(conversation: ConversationRef): void {
    this.#enter(conversation, false, false)
  }

  /** The person looks at it: it comes next, and may take as many pages again. */
  open(conversation: ConversationRef): void {
    const task = this.#tasks.get(conversation.remoteId)
    if (!task) return this.#enter(conversation, true, false)
    const wasOver = !this.#queue.includes(task) && task.pagesLeft === 0
    task.isFirst = true
    task.pagesLeft = MAX_PAGES
    if (wasOver) this.#queue.push(task)
    this.#start()
  }

  /** Resolves once all that was said since `since` (ms) is stored, or can't be fetched. */
  met(conversation: ConversationRef, since: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isEnded) return resolve()
      // A latest page of its own: it may hold what was said since the last one.
      const task = newTask(conversation, { isFirst: true, needsLatest: true })
      task.waiting.push({ since, met: resolve })
      this.#queue.push(task)
      this.#start()
    })
  }

  /** The connection went: what is missing stays booked. */
  end(): void {
    this.#isEnded = true
    for (const task of this.#queue) release(task)
    this.#queue = []
  }

  #enter(conversation: ConversationRef, isFirst: boolean, needsLatest: boolean): void {
    if (this.#isEnded || this.#tasks.has(conversation.remoteId)) return
    const task = newTask(conversation, { isFirst, needsLatest })
    this.#tasks.set(conversation.remoteId, task)
    this.#queue.push(task)
    this.#start()
  }

  #start(): void {
    while (this.#running < ABREAST && this.#queue.length > 0) {
      this.#running++
      void this.#work()
    }
  }

  async #work(): Promise<void> {
    for (let task = this.#take(); task; task = this.#take()) {
      const turn = await this.#turn(task)
      if (turn === 'again' && !this.#isEnded) this.#queue.push(task)
      else release(task)
    }
    this.#running--
    if (this.#running === 0) this.#options.onIdle?.()
  }

  #take(): Task | undefined {
    const first = this.#queue.findIndex(({ isFirst }) => isFirst)
    return this.#queue.splice(Math.max(0, first), 1)[0]
  }

  async #turn(task: Task): Promise<Turn> {
    if (this.#isEnded || !this.#options.stands() || task.pagesLeft <= 0) return 'over'
    task.pagesLeft--
    const turn = task.needsLatest ? await this.#latest(task) : await this.#intoGap(task)
    if (turn === 'over') task.pagesLeft = 0
    return turn
  }

  async #latest(task: Task): Promise<Turn> {
    task.needsLatest = false
    const page = await this.#options.page(task.conversation, null)
    // Servers that tell the latest by themselves may still be asked for what was before.
    if (!page.ok && page.failure.code !== 'not-supported') return this.#failed(page.failure)
    if (page.ok) noteReached(task, page.value)
    else task.hasNoLatest = true
    return 'again'
  }

  async #intoGap(task: Task): Promise<Turn> {
    const gap = await this.#nextGap(task)
    if (!gap) return 'over'
    const page = await pageInto(gap, this.#options.page)
    if (!page.ok && page.failure.code === 'not-supported') task.stuck.add(gap.gapId)
    else if (!page.ok) return this.#failed(page.failure)
    if (!page.ok) return 'again'
    noteReached(task, page.value)
    const left = (await this.#options.gaps(task.conversation)).find(
      ({ gapId }) => gapId === gap.gapId
    )
    if (!left) return 'again'
    if (isGone(page.value) || isPassed(gap, left, page.value)) this.#options.closeGap(gap.gapId)
    if (isGone(page.value) || !this.#mayGoOn(task, gap, left)) task.stuck.add(gap.gapId)
    return 'again'
  }

  #mayGoOn(task: Task, gap: BookedGap, left: BookedGap): boolean {
    if (!isSame(left, gap)) {
      task.doubtful = null
      return true
    }
    const isSecond = task.doubtful === gap.gapId
    task.doubtful = gap.gapId
    return this.#options.areCounted && !isSecond
  }

  async #nextGap(task: Task): Promise<BookedGap | null> {
    const gaps = await this.#options.gaps(task.conversation)
    // Where nothing came yet there is only what stands before, and the latest page says more.
    const isAskable = ({ before, after }: BookedGap): boolean =>
      before !== null || (task.hasNoLatest && after !== null)
    return gaps.find((gap) => isAskable(gap) && !task.stuck.has(gap.gapId)) ?? null
  }

  #failed(failure: Failure): Turn {
    if (failure.code !== 'not-supported') this.#options.onFailed(failure)
    return 'over'
  }
}

/** Fetches into a gap from above, or from below where the dialect has no words for the other. */
export async function pageInto(gap: BookedGap, page: FetchPage): Promise<Result<FetchedPage>> {
  const { conversation, before, after } = gap
  const above = before ? await page(conversation, before, 'before') : null
  if (above && (above.ok || above.failure.code !== 'not-supported')) return above
  return after ? await page(conversation, after, 'after') : refuse('not-supported')
}

/** Whether a page left a gap as it was. */
export function isSame(left: BookedGap, gap: BookedGap): boolean {
  return JSON.stringify([left.before, left.after]) === JSON.stringify([gap.before, gap.after])
}

/** Asked for what lies before a gap's end, the server had nothing, or nothing older. */
export function isGone({ more, oldest }: FetchedPage): boolean {
  return oldest === null || more === false
}

/** A page before the gap's end brought nothing into it, but reaches back behind it: nothing is missing there. */
export function isPassed(gap: BookedGap, left: BookedGap, { oldest }: FetchedPage): boolean {
  const { afterTime } = gap
  const reachesBehind =
    afterTime !== null && oldest !== null && oldest.time > 0 && oldest.time < afterTime
  // Where it did bring something, times alone say nothing: the server's clock may have been set back.
  return reachesBehind && isSame(left, gap)
}

function newTask(
  conversation: ConversationRef,
  { isFirst, needsLatest }: { isFirst: boolean; needsLatest: boolean }
): Task {
  return {
    conversation,
    isFirst,
    needsLatest,
    hasNoLatest: false,
    pagesLeft: MAX_PAGES,
    stuck: new Set(),
    doubtful: null,
    waiting: []
  }
}

// Whoever waits for what was said since some time has it once a page reaches back so far.
function noteReached(task: Task, { oldest }: FetchedPage): void {
  const reached = oldest?.time ?? 0
  const isMet = ({ since }: { since: number }): boolean => reached <= since - CLOCK_MARGIN_MS
  for (const waiting of task.waiting) if (isMet(waiting)) waiting.met()
  task.waiting = task.waiting.filter((waiting) => !isMet(waiting))
}

function release(task: Task): void {
  for (const { met } of task.waiting) met()
  task.waiting = []
}
