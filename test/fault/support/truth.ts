// What is true in the end: the messages that a server has, and what a person did with those of their own.
import type { Message } from '../../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../../src-preload/contract/store-calls.ts'
import type { PlaceName } from './plan.ts'

/** A message as a server's own table has it. */
export interface Told {
  room: string
  author: string
  text: string
  /** The server's running number; rises within a room. */
  seq: number
}

/** One message that the person typed, with all that became of it. */
export interface Typed {
  place: PlaceName
  room: string
  text: string
  clientId: string
  /** Counts up within a room in the order of typing. */
  nth: number
  /** How the call was last answered: taken over, refused, or never answered. */
  answer: 'accepted' | 'refused' | 'unanswered'
  /** How often the person asked for it to be sent once more. */
  wishes: number
  /** Whether the person took it back. */
  isDiscarded: boolean
  /** Once failed or unconfirmed, it may stand at another place than where it was typed. */
  wasStopped: boolean
  /** Each state it was seen in, with the time. */
  life: string[]
}

/** One conversation as the app holds it, first message first. */
export interface Held {
  place: PlaceName
  room: string
  conversationId: number
  messages: Message[]
  /** Where the app says that words may be missing. */
  gaps: HistoryGap[]
}
