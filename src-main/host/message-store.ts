// Owns the seam behind which a host keeps people, conversations and messages.
import type { Outcome } from './protocol.ts'
import type {
  ChatFile,
  ChatMessage,
  Conversation,
  Member,
  Person,
  Place
} from './protocol-events.ts'

export interface Page<T> {
  items: T[]
  more: boolean
}
export interface PageQuery {
  after?: string | undefined
  limit: number
}

export interface Draft {
  author: Person
  conversationId: string
  clientId: string
  /** Client ids of the author's messages that this one is to stand after; without them `out-of-order`. */
  after?: readonly string[] | undefined
  text: string
  replyTo?: string | undefined
  /** Files that came before, in order. */
  files?: readonly DraftFile[] | undefined
  at: number
}

/** A file as a message names it; of what the sender says of it only a picture's measures are taken. */
export interface DraftFile {
  id: string
  width?: number | null | undefined
  height?: number | null | undefined
}

/** A file that came whole and is in no message yet. */
export interface KeptFile {
  id: string
  ownerId: string
  conversationId: string
  name: string
  type: string
  /** Bytes. */
  size: number
  /** sha-256 in hexadecimal. */
  hash: string
  at: number
}

export interface HistoryQuery {
  conversationId: string
  before?: number | undefined
  after?: number | undefined
  changedAfter?: number | undefined
  limit: number
}

export interface MarkQuery {
  conversationId: string
  messageId: string
  level: 'read' | 'delivered'
}

/** A change that may have been none, because it was so already: then nobody need be told. */
export type Change<T> = T & { isChanged: boolean }

/**
 * What a host remembers. Every answer is a promise so that a database shared by several machines can
 * stand here (the one for one machine is `sqlite/sqlite-store.ts`). What the host may rely on:
 * a promise resolves only once its change is durable; promises of one conversation's changes resolve
 * in the order of their numbers; every method checks that the asking person may do it.
 */
export interface MessageStore {
  /** Finds the person of a token, or makes one who is in the lobby; the name may get a number. */
  admit(arrival: {
    tokenHash: string
    name: string
    at: number
  }): Promise<{ person: Person; isNew: boolean; isRenamed: boolean }>
  /** The person of a token, if there is one. */
  personOfToken(tokenHash: string): Promise<Person | undefined>
  recentPeople(limit: number): Promise<Person[]>
  people(page: PageQuery): Promise<Page<Person>>

  /** All that a person is in. */
  conversationsOf(personId: string): Promise<Conversation[]>
  rooms(personId: string, page: PageQuery): Promise<Page<Conversation>>
  members(
    personId: string,
    query: PageQuery & { conversationId: string }
  ): Promise<Outcome<Page<Omit<Member, 'online'>>>>
  createRoom(
    personId: string,
    room: { title: string; topic: string | null; at: number }
  ): Promise<Outcome<Conversation>>
  joinRoom(
    personId: string,
    conversationId: string,
    at: number
  ): Promise<Outcome<Change<{ conversation: Conversation }>>>
  leaveRoom(
    personId: string,
    conversationId: string
  ): Promise<Outcome<Change<{ conversation: Conversation }>>>
  /** Answers the conversation as each of the two sees it. */
  openDirect(
    personId: string,
    userId: string,
    at: number
  ): Promise<Outcome<Change<{ mine: Conversation; theirs: Conversation }>>>

  /** Idempotent by author and client id: the same again gives the first and `isChanged: false`. */
  append(draft: Draft): Promise<Outcome<Change<{ message: ChatMessage }>>>
  edit(
    personId: string,
    edit: { messageId: string; text: string; at: number }
  ): Promise<Outcome<Change<{ message: ChatMessage }>>>
  remove(
    personId: string,
    removal: { messageId: string; at: number }
  ): Promise<Outcome<Change<{ message: ChatMessage; unused: string[] }>>>
  react(
    personId: string,
    reaction: { messageId: string; emoji: string; on: boolean; at: number }
  ): Promise<Outcome<Change<{ place: Place; change: number; count: number }>>>
  mark(
    personId: string,
    mark: MarkQuery
  ): Promise<Outcome<Change<{ place: Place; seq: number; memberCount: number }>>>
  history(personId: string, query: HistoryQuery): Promise<Outcome<Page<ChatMessage>>>

  /** Notes a file; the same again changes nothing. */
  addFile(file: KeptFile): Promise<void>
  /** A file that this person may fetch: their own, or one of a conversation that they are in. */
  file(personId: string, fileId: string): Promise<ChatFile | undefined>
  /** Takes away what came before `at` and is in no message; `unused` are hashes that nobody needs now. */
  dropUnsentFiles(at: number): Promise<{ ids: string[]; unused: string[] }>
  /** Bytes of all files together. */
  fileBytes(): Promise<number>
  fileHashes(): Promise<string[]>
  isMember(personId: string, conversationId: string): Promise<boolean>

  setting(key: string): Promise<string | undefined>
  keepSetting(key: string, value: string): Promise<void>
  /** Finishes what is under way. */
  close(): Promise<void>
}
