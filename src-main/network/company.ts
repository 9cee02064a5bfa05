// Who else speaks: what one server floods need make room for others only while there are any.

/** A server that said nothing for so long is not waited for, ms. */
const SILENCE_MS = 2_000

export class Company {
  #speaker: string | null = null
  /** When the speaker last was another one. */
  #changedAt = Number.NEGATIVE_INFINITY

  /** This server said something; `now` is ms, never going backwards. */
  spoke(serverId: string, now: number): void {
    if (serverId === this.#speaker) return
    this.#speaker = serverId
    this.#changedAt = now
  }

  /** Whether all that came lately came from this server. */
  isAlone(serverId: string, now: number): boolean {
    return serverId === this.#speaker && now - this.#changedAt > SILENCE_MS
  }
}
