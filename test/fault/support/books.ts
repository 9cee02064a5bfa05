// Balances the books: what servers have, what the app holds and what the person typed must agree.
import type { Message } from '../../../src-preload/contract/model.ts'
import type { PlaceName } from './plan.ts'
import type { Held, Told, Typed } from './truth.ts'

export interface Book {
  place: PlaceName
  /** By which name the person goes there. */
  myName: string
  /** Sent twice is one message. */
  isIdempotent: boolean
  /** What was missed can be asked for. */
  hasHistory: boolean
  /** The server's table. */
  told: readonly Told[]
  /** The app's conversations. */
  held: readonly Held[]
  typed: readonly Typed[]
}

/** What does not balance, in words; empty if all does. */
export function audit(book: Book): string[] {
  const ledger = new Ledger(book)
  return [
    ...ledger.doubledOnServer(),
    ...book.typed.flatMap((typed) => ledger.ownMessage(typed)),
    ...ledger.rows(),
    ...ledger.others(),
    ...book.held.flatMap((held) => ledger.orderHeld(held)),
    ...ledger.orderTold()
  ]
}

class Ledger {
  readonly #book: Book
  readonly #told = new Map<string, Told[]>()
  readonly #rows = new Map<string, Message[]>()
  readonly #typed: Map<string, Typed>
  /** What is shown of others' words in each room, by the server's numbers. */
  readonly #shown = new Map<string, readonly Told[]>()

  constructor(book: Book) {
    this.#book = book
    this.#typed = new Map(book.typed.map((typed) => [typed.text, typed]))
    for (const told of book.told) add(this.#told, told.text, told)
    for (const { messages } of book.held) {
      for (const message of messages) if (!message.notice) add(this.#rows, message.text, message)
    }
  }

  /** Nobody's word is on a server twice unless they wished it; and nothing is there that nobody said. */
  doubledOnServer(): string[] {
    return [...this.#told].flatMap(([text, told]) => {
      const typed = this.#typed.get(text)
      const isMine = told.some(({ author }) => author === this.#book.myName)
      if (isMine && !typed) return [`on the server under my name but never typed: ${quoted(text)}`]
      const most = 1 + (typed && !this.#book.isIdempotent ? typed.wishes : 0)
      if (told.length <= most) return []
      return [`${told.length} times on the server, at most ${most} allowed: ${lifeOf(text, typed)}`]
    })
  }

  /** Each message that was typed is in exactly one honest state. */
  ownMessage(typed: Typed): string[] {
    const rows = this.#rows.get(typed.text) ?? []
    const times = this.#told.get(typed.text)?.length ?? 0
    const wrong = this.#dishonesty(typed, rows, times)
    return wrong === null ? [] : [`${wrong}: ${lifeOf(typed.text, typed)}`]
  }

  #dishonesty(typed: Typed, rows: readonly Message[], times: number): string | null {
    const [row] = rows
    if (!row) return this.#absence(typed, times)
    if (rows.length > Math.max(1, times))
      return `shown ${rows.length} times, ${times} on the server`
    if (typed.answer === 'refused') return 'refused, yet it is shown'
    if (row.own === false) return 'shown as somebody else’s'
    return (
      rows.map(({ state, proof }) => this.#stateWrong(typed, { state, proof }, times))[0] ?? null
    )
  }

  #absence(typed: Typed, times: number): string | null {
    if (typed.isDiscarded) return null
    if (typed.answer === 'accepted') return 'accepted, and gone without a trace'
    return times > 0 ? `${typed.answer} and not shown, yet on the server` : null
  }

  #stateWrong(
    typed: Typed,
    { state, proof }: Pick<Message, 'state' | 'proof'>,
    times: number
  ): string | null {
    switch (state) {
      case 'sent':
      case 'delivered':
      case 'read':
        return times === 0 && proof !== 'written' ? `shown as ${state}, not on the server` : null
      case 'failed':
      case 'unconfirmed':
        if (
          this.#book.isIdempotent &&
          !typed.life.some((line) => line.includes('(message-expired)'))
        )
          return `left ${state} where sending twice does no harm`
        return null
      case 'queued':
      case 'sending':
      case null:
        return `still ${state ?? 'without a state'} when all was quiet`
    }
  }

  /** The app shows nothing that nobody said, and nothing of others' twice. */
  rows(): string[] {
    return [...this.#rows].flatMap(([text, rows]) => {
      if (this.#typed.has(text)) return []
      if (!this.#told.has(text))
        return [`shown, but neither typed nor on the server: ${quoted(text)}`]
      return rows.length > 1 ? [`shown ${rows.length} times: ${quoted(text)}`] : []
    })
  }

  /** What others said is here. */
  others(): string[] {
    if (!this.#book.hasHistory) return this.missing().flatMap((lost) => this.#unsaid(lost))
    return this.missing().map(({ text, seq }) => `never arrived: ${quoted(text)} (number ${seq})`)
  }

  /** What can not be asked for is shown as a gap, unless nothing came after it. */
  #unsaid({ room, seq, text }: Told): string[] {
    const held = this.#book.held.find((one) => one.room === room)
    const [before, after] = this.#around(room, seq)
    if (!held || !before || !after) return []
    const isBooked = held.gaps.some(
      (gap) => gap.afterPosition < after.position && gap.beforePosition > before.position
    )
    return isBooked ? [] : [`missing without a gap: ${quoted(text)} (number ${seq})`]
  }

  /** The nearest words of others that are shown, before and after one of the server's numbers. */
  #around(room: string, seq: number): [Message | undefined, Message | undefined] {
    const shown = this.#shownIn(room)
    const above = firstAbove(shown, seq)
    const [before, after] = [shown[above - 1], shown[above]]
    return [before, after].map((told) => this.#rows.get(told?.text ?? '')?.[0]) as [
      Message | undefined,
      Message | undefined
    ]
  }

  // Asked for thousands of missing words at a time, in the process that the servers and proxies run in.
  #shownIn(room: string): readonly Told[] {
    const known = this.#shown.get(room)
    if (known) return known
    const shown = this.#book.told.filter(
      (told) => told.room === room && told.author !== this.#book.myName && this.#rows.has(told.text)
    )
    this.#shown.set(room, shown)
    return shown
  }

  missing(): Told[] {
    return this.#book.told.filter(
      ({ author, text }) => author !== this.#book.myName && !this.#rows.has(text)
    )
  }

  /** Rows stand in the server's order; what was stopped once may stand where it was shown as such. */
  orderHeld({ room, messages }: Held): string[] {
    const placed = messages.flatMap((message) => {
      const told = this.#told.get(message.text)
      const isMovable = this.#typed.get(message.text)?.wasStopped === true
      return told?.length === 1 && !isMovable ? told : []
    })
    const wanted = this.#book.hasHistory ? [placed] : [...byAuthor(placed).values()]
    return wanted.flatMap((told) => this.#disorder(told, ({ seq }) => seq, `${room} as shown`))
  }

  /** On the server each author's words stand in the order in which they were said. */
  orderTold(): string[] {
    const rooms = new Map<string, Told[]>()
    for (const told of this.#book.told) {
      if (this.#typed.get(told.text)?.wasStopped !== true) add(rooms, told.room, told)
    }
    return [...rooms].flatMap(([room, told]) =>
      [...byAuthor(told).values()].flatMap((words) =>
        this.#disorder(words, ({ text }) => numberOf(text), `${room} on the server`)
      )
    )
  }

  #disorder(told: readonly Told[], rank: (one: Told) => number, where: string): string[] {
    return told.flatMap((one, index) => {
      const before = told[index - 1]
      if (!before || rank(before) < rank(one)) return []
      const [left, right] = [before, one].map(({ text }) => lifeOf(text, this.#typed.get(text)))
      return [
        `out of order in ${where}: ${rank(before)} stands before ${rank(one)}: ${left} and ${right}`
      ]
    })
  }
}

/** What others said and is not here, where a server has no history to ask for. */
export function missed(book: Book): Told[] {
  return new Ledger(book).missing()
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Where the first of rising numbers lies that is no lower than `seq`, which is none of them. */
function firstAbove(rising: readonly Told[], seq: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}

function byAuthor(told: readonly Told[]): Map<string, Told[]> {
  const authors = new Map<string, Told[]>()
  for (const one of told) add(authors, one.author, one)
  return authors
}

/** The number that each author's text carries: `place room author NUMBER words`. */
function numberOf(text: string): number {
  return Number(text.split(' ')[3])
}

function lifeOf(text: string, typed: Typed | undefined): string {
  const shown = quoted(text)
  if (!typed) return shown
  const { answer, wishes, isDiscarded, life } = typed
  const facts = `${answer}, ${wishes} wishes${isDiscarded ? ', discarded' : ''}`
  return `${shown} (${facts})\n      ${life.join('\n      ')}`
}

/** Enough of a text to find it by. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 50))
}
