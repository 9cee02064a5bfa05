// Owns what Filo's own server tells by itself: every event and the nouns in it. See protocol.ts.

export interface Person {
  id: string
  /** No two people of a host have one name: a second Anna is `Anna 2`. */
  name: string
}

/** A person and whether any of their sockets is connected. */
export interface Peer extends Person {
  online: boolean
}

/** Someone in a conversation, with how far they have read and received. */
export interface Member extends Peer {
  readSeq: number
  deliveredSeq: number
}

export type ConversationKind = 'room' | 'direct'

/** A conversation as one person sees it. */
export interface Conversation {
  /** `lobby`, a UUID, or `direct.<id>.<id>` with the two people's ids in order. */
  id: string
  kind: ConversationKind
  /** Of a room its title; of a direct conversation the other's name. */
  title: string
  topic: string | null
  /** Of a direct conversation: the other. */
  peer: Person | null
  joined: boolean
  memberCount: number
  /** The last message's seq, 0 where there is none. */
  lastSeq: number
  /** The last change's number, 0 where there is none. */
  lastChange: number
  /** Up to where this person has read: `lastSeq - readSeq` are unread. */
  readSeq: number
  createdAt: number
}

/** Where something happened, in every event that belongs to a conversation. */
export interface Place {
  conversationId: string
  conversationKind: ConversationKind
}

export interface Reaction {
  emoji: string
  count: number
  /** 50 at most; the asking person first if they reacted, then by time. */
  by: Person[]
}

/** A file of a message; `GET /files/<id>` gives its bytes. */
export interface ChatFile {
  id: string
  name: string
  /** By its first bytes, whatever its sender said. */
  type: string
  size: number
  sha256: string
  width?: number
  height?: number
}

export interface ChatMessage extends Place {
  id: string
  /** 1, 2, 3 … within the conversation. */
  seq: number
  /** The number of the last thing that happened to it, within the conversation. */
  change: number
  /** The sender's own id for it. */
  clientId: string
  author: Person
  /** Empty once deleted. */
  text: string
  at: number
  /** What it answers, with the first 200 characters of it. */
  replyTo?: { id: string; seq: number; author: Person; text: string }
  editedAt?: number
  deletedAt?: number
  reactions: Reaction[]
  /** Absent where there are none. */
  files?: ChatFile[]
}

export interface Welcome {
  version: number
  hostName: string
  me: Person
  /** To be the same person next time; only there when the host made or was given it just now. */
  token?: string
  /** Whether this person was never here before. */
  isNew: boolean
  /** Whether Socket.IO replayed everything missed since the last connection. */
  recovered: boolean
  /** All that this person is in. Other rooms: `room:list`. */
  conversations: Conversation[]
  /** The 200 people seen last. Everybody: `person:list`. */
  people: Peer[]
  limits: {
    textLength: number
    nameLength: number
    pageLength: number
    packetBytes: number
    /** Bytes of one file, and files of one message; absent where the host takes none. */
    fileBytes?: number
    filesPerMessage?: number
    /** Messages of a conversation that may be sent before the first is answered, each listing those before it. */
    unanswered: number
    /** Messages, edits and reactions a second that may be kept up. */
    writesPerSecond: number
    writesAtOnce: number
  }
  features: Record<'edit' | 'delete' | 'react' | 'reply' | 'typing' | 'presence', boolean> &
    Record<'receipts' | 'history' | 'rooms' | 'directs', boolean>
  /** The host's clock. */
  now: number
}

/** Every event and its one payload. */
export interface ToldEvents {
  /** Once for each connection. */
  welcome: (welcome: Welcome) => void
  /** A new message, to all members, the sender included. */
  message: (message: ChatMessage) => void
  /** The message as it now reads. */
  'message:edited': (message: ChatMessage) => void
  /** The message, now without text and reactions. */
  'message:deleted': (message: ChatMessage) => void
  reaction: (
    reaction: Place & {
      messageId: string
      change: number
      emoji: string
      on: boolean
      user: Person
      count: number
      at: number
    }
  ) => void
  /** To the others in the conversation; may be lost. */
  typing: (typing: Place & { user: Person; on: boolean }) => void
  /**
   * Someone read or received everything up to a message. In conversations of more than 50 people
   * only that person's own sockets are told.
   */
  receipt: (
    receipt: Place & {
      user: Person
      messageId: string
      seq: number
      level: 'read' | 'delivered'
      at: number
    }
  ) => void
  /** People who came, went or changed their name; gathered for a quarter of a second. */
  presence: (presence: { people: Peer[] }) => void
  /** A conversation is new, or differs from what was told before. */
  conversation: (conversation: Conversation) => void
  /** This person is no longer in it (left on another socket, for one). */
  'conversation:left': (place: Place) => void
  /** Someone entered a room. Not told of the lobby, where `presence` says the same. */
  'member:joined': (change: Place & { user: Person; memberCount: number; at: number }) => void
  'member:left': (change: Place & { user: Person; memberCount: number; at: number }) => void
}
