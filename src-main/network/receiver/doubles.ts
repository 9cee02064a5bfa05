// Recognises a message that a server delivers twice within one connection, as two events or as ack and event.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'

/** How many messages are remembered at least; twice as many at most. */
const MEMORY = 2_000

/** Only what carries a server's id is compared: without one, two equal messages may both be meant. */
export class Doubles {
  // Two of them, of which the older is forgotten as a whole: a map that loses its first entry again and again has to
  // step over all that it lost before.
  #seen = new Map<string, string>()
  #before = new Map<string, string>()

  /** Whether exactly this was told before; remembers it if not. */
  isDouble(event: KeptEvent): boolean {
    if (event.kind !== 'message' || event.message.remoteId === null) return false
    const key = `${event.conversation.remoteId}\n${event.message.remoteId}`
    const print = fingerprint(event.message)
    if ((this.#seen.get(key) ?? this.#before.get(key)) === print) return true
    if (this.#seen.size >= MEMORY) {
      this.#before = this.#seen
      this.#seen = new Map()
    }
    this.#seen.set(key, print)
    return false
  }
}

// What the store would change by it: everything but what is written once.
function fingerprint(message: InboundMessage): string {
  const { text, edited, deleted, seq, clientId, reactions } = message
  const marks = `${edited ? 'e' : ''}${deleted ? 'd' : ''}${seq ?? ''}|${clientId ?? ''}`
  return `${marks}|${reactions.length === 0 ? '' : JSON.stringify(reactions)}|${text}`
}
