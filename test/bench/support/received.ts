// What a receiver of a flood noted; shared by those that store and those that only count.

export interface Received {
  count: number
  /** Of the messages' numbers. */
  sum: number
  /** When the first and the last of them were committed, or counted; wall clock, ms. */
  firstAt: number
  lastAt: number
  /** What the receiving process used of the CPU, with all its threads, from the first to the last, ms. */
  cpuMs: number
  /** From each message's being due to that, ms; of every tenth message. */
  ages: number[]
}

const EACH = 10
const SAID = /\bn(\d+) t(\d+(?:\.\d+)?) /g

/** Notes messages by their texts. */
export class ReceivedNotes {
  #noted = fresh()
  #cpuBefore = process.cpuUsage()

  /** The messages in this text were committed, or counted, at `at`. */
  note(text: string, at: number): void {
    const noted = this.#noted
    for (const said of text.matchAll(SAID)) {
      noted.count += 1
      noted.sum += Number(said[1])
      if (noted.count === 1) this.#begin(at)
      noted.lastAt = at
      if (noted.count % EACH === 0) noted.ages.push(at - Number(said[2]))
    }
  }

  #begin(at: number): void {
    this.#noted.firstAt = at
    this.#cpuBefore = process.cpuUsage()
  }

  get count(): number {
    return this.#noted.count
  }

  take(): Received {
    const noted = this.#noted
    const { user, system } = process.cpuUsage(this.#cpuBefore)
    this.#noted = fresh()
    return { ...noted, cpuMs: (user + system) / 1_000 }
  }
}

function fresh(): Omit<Received, 'cpuMs'> {
  return { count: 0, sum: 0, firstAt: 0, lastAt: 0, ages: [] }
}
