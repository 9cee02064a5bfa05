// Remembers what was made of the latest events of a server that is being learned, so that a better reading corrects it.
import type { InboundEvent, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { Frame } from '../thread-calls.ts'

/** Events that are remembered, and their bytes. */
const MOST = 300
const MOST_BYTES = 1_000_000

type MessageEvent = Extract<KeptEvent, { kind: 'message' }>
type Correction = Extract<KeptEvent, { kind: 'correction' }>

interface Made {
  frame: Frame
  event: MessageEvent
  /** The rules by which it was read. */
  by: string
}

/** What is read otherwise now, and in which frame it came. */
export interface Corrected {
  frame: Frame
  event: Correction
}

export class Understood {
  #made: Made[] = []
  #bytes = 0

  /** An event was read by these rules; kept where it is one message. The oldest go first. */
  keep(frame: Frame, events: readonly InboundEvent[], by: string): void {
    const event = onlyMessage(events)
    if (!event) return
    this.#made.push({ frame, event, by })
    this.#bytes += frame.bytes
    while (this.#made.length > MOST || this.#bytes > MOST_BYTES) {
      this.#bytes -= this.#made.shift()?.frame.bytes ?? 0
    }
  }

  /**
   * Reads again what is read by other rules now. What says nothing any more stays as it was understood:
   * a line that the person has seen does not vanish.
   */
  corrections(
    rulesOf: (event: string) => string,
    read: (frame: Frame) => readonly InboundEvent[]
  ): Corrected[] {
    return this.#made.flatMap((made) => {
      const by = rulesOf(made.frame.event)
      if (by === made.by) return []
      made.by = by
      const now = onlyMessage(read(made.frame))
      if (!now || isSame(made.event, now)) return []
      const was = made.event
      made.event = now
      return [{ frame: made.frame, event: correctionOf(was, now, made.frame.at) }]
    })
  }
}

function onlyMessage(events: readonly InboundEvent[]): MessageEvent | null {
  const messages = events.filter((event) => event.kind === 'message')
  return messages.length === 1 ? (messages[0] ?? null) : null
}

function isSame(left: MessageEvent, right: MessageEvent): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function correctionOf(was: MessageEvent, now: MessageEvent, receivedAt: number): Correction {
  const { remoteId, author, own, text } = was.message
  const { conversation, message } = now
  return {
    kind: 'correction',
    was: { conversation: was.conversation.remoteId, remoteId, author, own, text, receivedAt },
    conversation,
    message
  }
}
