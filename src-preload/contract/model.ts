// The nouns that every side speaks of: servers, connections, conversations, messages, people.
import type { Body } from './body.ts'
import type { Failure } from './failure.ts'
import type { FileLabel, FileView, ServerFiles } from './files.ts'
import type { ServerPassage } from './passage.ts'
import type { ServerHold } from './policy.ts'

export type ServerId = string
export type ConversationId = number
export type MessageId = number

/** What the window may offer on a server, stated by its dialect. */
export interface Features {
  send: boolean
  edit: boolean
  delete: boolean
  react: boolean
  reply: boolean
  typing: boolean
  presence: boolean
  receipts: boolean
  history: boolean
  members: boolean
  createRoom: boolean
  joinRoom: boolean
  leaveRoom: boolean
  openDirect: boolean
  /** Sending files. */
  files: boolean
}

/** What a server can prove about a sent message, weakest first. */
export const proofs = ['written', 'acknowledged', 'echoed', 'delivered', 'read'] as const
export type Proof = (typeof proofs)[number]

/** What is worth a notification; `inherit`: what the server, and above it the whole app, is set to. */
export const notifyRules = ['inherit', 'all', 'mentions', 'nothing'] as const
export type NotifyRule = (typeof notifyRules)[number]

/** A server as the window sees it; secrets never leave store and network. */
export interface Server {
  id: ServerId
  name: string
  url: string
  dialectId: string
  dialectName: string
  /** The name by which the person goes there. */
  myName: string
  /** Whether this app hosts it. */
  hosted: boolean
  /** For how many days its history is kept here; null: for ever. */
  retentionDays: number | null
  /** What of its messages is worth a notification. */
  notify: NotifyRule
  /** How it is trusted and reached. */
  passage: ServerPassage
  /** What of it an organisation has set; null: it is the person's own. */
  held: ServerHold | null
  features: Features
  /** What it takes of files; null where it takes none. */
  files: ServerFiles | null
  proves: Proof[]
  unread: number
  mentions: number
  position: number
}

export type ConnectionState =
  'connecting' | 'online' | 'slow' | 'reconnecting' | 'offline' | 'paused' | 'needs-you'

/** How a server is reached right now; never stored. */
export interface Connection {
  serverId: ServerId
  state: ConnectionState
  /** Why it is not simply online. */
  reason: Failure | null
  /** When the next try is made, ms since 1970. */
  retryAt: number | null
  /** Since when it is in this state, ms since 1970. */
  since: number
  /** The last measured round trip, ms. */
  latencyMs: number | null
  transport: 'polling' | 'websocket' | null
  generation: 2 | 3 | 4 | null
}

export type ConversationKind = 'single' | 'room' | 'direct'

export interface Conversation {
  id: ConversationId
  serverId: ServerId
  kind: ConversationKind
  title: string
  topic: string | null
  unread: number
  mentions: number
  muted: boolean
  /** When it stops being muted, ms since 1970; null: not by itself. */
  mutedUntil: number | null
  /** What of its messages is worth a notification. */
  notify: NotifyRule
  /** Whether the person is in it; rooms that can be joined are listed with false. */
  joined: boolean
  /** Time of the last message or of its creation, ms since 1970. */
  activeAt: number
  preview: Preview | null
  draft: string
  /** For a direct conversation: whom it is with. */
  peer: Person | null
}

/** What was said last. */
export interface Preview {
  author: string
  text: string
  own: boolean
  state: MessageState | null
  /** Where it has no words. */
  file?: FileLabel
}

export interface Person {
  /** The server's id for the person; null where names are all there is. */
  id: string | null
  name: string
}

export interface Member extends Person {
  online: boolean | null
}

export type MessageState =
  'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unconfirmed'

export interface Reaction {
  emoji: string
  count: number
  mine: boolean
  /** Up to 20 names. */
  names: string[]
}

export interface Reply {
  /** The quoted message, where it is stored here. */
  messageId: MessageId | null
  author: string
  text: string
  /** Where the quoted message has no words, and is stored here. */
  file?: FileLabel
}

export interface Message {
  id: MessageId
  conversationId: ConversationId
  /** Where it stands in its conversation; strictly increasing, dense enough for anything to fit between. */
  position: number
  author: Person
  own: boolean
  /** ms since 1970. */
  time: number
  /** The text as it was written; empty where deleted. */
  text: string
  /** The text ready to be drawn. */
  body: Body
  edited: boolean
  deleted: boolean
  /** A line about the conversation rather than in it. */
  notice: boolean
  reply: Reply | null
  reactions: Reaction[]
  files: FileView[]
  /** Of own messages: how far it got. */
  state: MessageState | null
  /** Of own messages: the strongest thing proven. */
  proof: Proof | null
  failure: Failure | null
  /** Whether the server knows it by an id, so that it can be edited, reacted to and replied to. */
  addressable: boolean
}
