// Joins the parties that talk to each other: makes a channel for each pair that is alive, and hands out its ends.

/** Who can be joined. */
export type Party = 'window' | 'store' | 'network'

/** A channel's two ends; Electron's MessageChannelMain. */
export interface Channel {
  port1: unknown
  port2: unknown
}

export interface BrokerOptions {
  makeChannel: () => Channel
  /** Hands `end` to `party`, saying who is at the other end. */
  hand: (party: Party, other: Party, end: unknown) => void
}

const pairs: readonly (readonly [Party, Party])[] = [
  ['window', 'store'],
  ['window', 'network'],
  ['network', 'store']
]

/** Knows who is alive, and joins each pair anew whenever one of the two comes (back) to life. */
export class Broker {
  readonly #options: BrokerOptions
  readonly #alive = new Set<Party>()

  constructor(options: BrokerOptions) {
    this.#options = options
  }

  /** A party is ready to receive ports: fresh, so earlier channels to it are dead. */
  arrived(party: Party): void {
    this.#alive.add(party)
    for (const [left, right] of pairs) {
      const other = left === party ? right : right === party ? left : null
      if (other !== null && this.#alive.has(other)) this.#join(left, right)
    }
  }

  /** A party died; the ports to it close by themselves. */
  left(party: Party): void {
    this.#alive.delete(party)
  }

  #join(left: Party, right: Party): void {
    const { port1, port2 } = this.#options.makeChannel()
    this.#options.hand(left, right, port1)
    this.#options.hand(right, left, port2)
  }
}
