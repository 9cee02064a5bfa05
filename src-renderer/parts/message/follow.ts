// Where the log stands: following the end, or reading back, with what is read kept still.

/** Within this distance of the end the log follows, CSS px. */
const END_PX = 32
/** Closer to an edge than this, more rows are fetched, CSS px. */
const NEAR_PX = 1_400
/** The lowest that a row is, CSS px, and how many of them are held beyond what fits. */
const ROW_PX = 22
const SPARE_ROWS = 10

export interface Place {
  isAtEnd: boolean
  isNearStart: boolean
  isNearEnd: boolean
  /** How many rows fill it, at most. */
  room: number
}

/** Keeps one scroller at its end until the person moves away from it. */
export class Follower {
  isFollowing = true
  readonly #scroller: HTMLElement
  readonly #observer: ResizeObserver
  #lastTop = 0

  /** Watches the scroller and its content, whose sizes change by themselves. */
  constructor(scroller: HTMLElement, content: HTMLElement) {
    this.#scroller = scroller
    this.#observer = new ResizeObserver(() => this.settle())
    this.#observer.observe(scroller)
    this.#observer.observe(content)
  }

  close(): void {
    this.#observer.disconnect()
  }

  /** Goes back to the end if that is where the log stands. */
  settle(): void {
    if (this.isFollowing) this.toEnd()
  }

  toEnd(): void {
    this.isFollowing = true
    this.#scroller.scrollTop = this.#scroller.scrollHeight
    this.#lastTop = this.#scroller.scrollTop
  }

  /** Reads the place after a scroll; only moving up, away from the end, ends the following. */
  scrolled(): Place {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller
    const below = scrollHeight - clientHeight - scrollTop
    const isAtEnd = below <= END_PX
    if (isAtEnd) this.isFollowing = true
    else if (scrollTop < this.#lastTop - 1) this.isFollowing = false
    this.#lastTop = scrollTop
    const room = Math.ceil(clientHeight / ROW_PX) + SPARE_ROWS
    return { isAtEnd, isNearStart: scrollTop < NEAR_PX, isNearEnd: below < NEAR_PX, room }
  }

  /** The browser keeps what is read in place when rows come above it, but not at the very top. */
  leaveTheTop(): void {
    if (this.#scroller.scrollTop < 2) this.#scroller.scrollTop = 2
    this.#lastTop = this.#scroller.scrollTop
  }
}
