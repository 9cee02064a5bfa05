// Gives every server its turn: what one of them floods waits behind what the others say. In order within each server.

/** Does a part of the work; answers whether that was all of it. */
export type Work = () => boolean

export interface TurnsOptions {
  /** Runs work after other things had a chance to arrive. */
  later: (work: () => void) => void
  /** Work threw; it counts as done. */
  onError: (error: unknown) => void
}

export class Turns {
  readonly #options: TurnsOptions
  /** What waits, by server; the server whose turn is next stands first. */
  readonly #waiting = new Map<string, Work[]>()
  #isPlanned = false

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /** Does the work in this server's order: its first part at once where nobody waits, else when its turn comes. */
  push(serverId: string, work: Work): void {
    const isFree = this.#waiting.size === 0 && !this.#isPlanned
    if (isFree && this.#do(work)) return
    const own = this.#waiting.get(serverId)
    if (own) own.push(work)
    else this.#waiting.set(serverId, [work])
    this.#plan()
  }

  /** The same for work whose outcome somebody awaits. */
  ask<Outcome>(serverId: string, work: () => Outcome | Promise<Outcome>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.push(serverId, () => {
        try {
          resolve(work())
        } catch (error) {
          reject(asError(error))
        }
        return true
      })
    })
  }

  #plan(): void {
    if (this.#isPlanned || this.#waiting.size === 0) return
    this.#isPlanned = true
    this.#options.later(() => {
      this.#isPlanned = false
      this.#next()
      this.#plan()
    })
  }

  #next(): void {
    for (const [serverId, own] of this.#waiting) {
      const [first] = own
      if (!first || this.#do(first)) own.shift()
      // Behind all others: a map keeps the order in which its keys were set.
      this.#waiting.delete(serverId)
      if (own.length > 0) this.#waiting.set(serverId, own)
      return
    }
  }

  #do(work: Work): boolean {
    try {
      return work()
    } catch (error) {
      this.#options.onError(error)
      return true
    }
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
