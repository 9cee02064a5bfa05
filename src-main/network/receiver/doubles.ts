// Recognises a message that a server delivers twice within one connection, as two events or as ack and event.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'

/** How many messages are remembered. */
const MEMORY = 2_000

/** Only what carries a server's id is compared: without one, two equal messages may both be meant. */
export class Doubles {
  readonly #seen = new Map<string, string>()

  /** Whether exactly this was told before; remembers it if not. */
  isDouble(event: KeptEvent): boolean {
    if (event.kind !== 'message' || event.message.remoteId === null) return false
    const key = `${event.conversation.remoteId}\n${event.message.remoteId}`
    const print = fingerprint(event.message)
    if (this.#seen.get(key) === print) return true
    this.#seen.set(key, print)
    if (this.#seen.size > MEMORY) this.#forgetOldest()
    return false
  }

  #forgetOldest(): void {
    for (const key of this.#seen.keys()) {
      this.#seen.delete(key)
      return
    }
  }
}

// What the store would change by it: everything but what is written once.
function fingerprint(message: InboundMessage): string {
  const { text, edited, deleted, seq, clientId, reactions } = message
  const marks = `${edited ? 'e' : ''}${deleted ? 'd' : ''}${seq ?? ''}|${clientId ?? ''}`
  return `${marks}|${reactions.length === 0 ? '' : JSON.stringify(reactions)}|${text}`
}
