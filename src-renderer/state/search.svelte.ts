// Searching in messages as one types: what was found, what is still to come, how much can be found.
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type {
  SearchAnswer,
  SearchCoverage,
  SearchCursor,
  SearchHit,
  UnderstoodOperator
} from '../../src-preload/contract/store-calls.ts'
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import type { Wires } from './wires.ts'

const HITS = 50
/** How often a stretch without any hit is passed over before the person is asked. */
const MOST_EMPTY = 8
const COVERAGE_MS = 2_000

export class Search {
  isOpen = $state(false)
  /** Null: everywhere. */
  conversationId: ConversationId | null = $state(null)
  query = $state('')
  hits: readonly SearchHit[] = $state.raw([])
  /** The query that the hits answer; null before the first. */
  answered: string | null = $state(null)
  understood: readonly UnderstoodOperator[] = $state.raw([])
  coverage: SearchCoverage | null = $state.raw(null)
  /** Where the search goes on; null where all was found. */
  next: SearchCursor | null = $state.raw(null)
  isLooking = $state(false)
  failure: Failure | null = $state.raw(null)
  readonly #wires: Wires
  #coverageTimer: ReturnType<typeof setTimeout> | undefined
  /** Counts questions, so that an answer that comes late is known as such. */
  #asked = 0
  /** One question at a time: what is typed meanwhile is asked when that one is answered. */
  #isUnderWay = false

  constructor(wires: Wires) {
    this.#wires = wires
  }

  open(conversationId: ConversationId | null): void {
    this.isOpen = true
    this.conversationId = conversationId
    this.look()
    void this.readCoverage()
  }

  close(): void {
    this.isOpen = false
    this.#asked += 1
    this.isLooking = false
    clearTimeout(this.#coverageTimer)
  }

  /** Looks for what is typed now. */
  look(): void {
    this.#asked += 1
    if (this.query.trim() === '') {
      this.isLooking = false
      this.#show([], null)
      this.answered = null
      this.understood = []
      this.failure = null
      return
    }
    this.isLooking = true
    if (!this.#isUnderWay) void this.#run(null)
  }

  /** Looks for the next hits, further back. */
  async more(): Promise<void> {
    if (this.isLooking || this.next === null) return
    this.#asked += 1
    this.isLooking = true
    await this.#run(this.next)
  }

  /** Asks how much can be found; again and again while that changes and somebody looks. */
  async readCoverage(): Promise<void> {
    clearTimeout(this.#coverageTimer)
    const answer = await this.#wires.store.ask.searchCoverage({})
    if (answer.ok) this.coverage = answer.value
    if (!this.isOpen || !answer.ok || answer.value.state === 'whole') return
    clearTimeout(this.#coverageTimer)
    this.#coverageTimer = setTimeout(() => void this.readCoverage(), COVERAGE_MS)
  }

  async #run(cursor: SearchCursor | null): Promise<void> {
    const asked = this.#asked
    const query = this.query.trim()
    this.#isUnderWay = true
    const answer = await this.#ask(query, cursor)
    this.#isUnderWay = false
    if (asked !== this.#asked || answer === null) {
      if (this.isLooking) void this.#run(null)
      return
    }
    this.isLooking = false
    this.failure = answer.ok ? null : answer.failure
    this.answered = query
    if (!answer.ok) {
      this.#show(cursor ? this.hits : [], null)
      return
    }
    const { hits, next, understood, coverage } = answer.value
    this.#show(cursor ? [...this.hits, ...hits] : hits, next)
    this.understood = understood
    this.coverage = coverage
  }

  /** Goes on over stretches in which nothing was; null where nobody waits for it any more. */
  async #ask(query: string, from: SearchCursor | null): Promise<Result<SearchAnswer> | null> {
    const { conversationId } = this
    const asked = this.#asked
    let cursor = from
    for (let empty = 0; ; empty += 1) {
      const wanted = { query, conversationId, limit: HITS, cursor }
      const answer = await this.#wires.store.ask.search(wanted)
      if (asked !== this.#asked) return null
      const isDone = !answer.ok || answer.value.hits.length > 0 || answer.value.next === null
      if (isDone || empty >= MOST_EMPTY) return answer
      cursor = answer.value.next
    }
  }

  #show(hits: readonly SearchHit[], next: SearchCursor | null): void {
    this.hits = hits
    this.next = next
  }
}
