// Owns who hears what: the only file that names Socket.IO rooms.
import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { Conversation, Person, Place, ToldEvents } from './protocol-events.ts'

/** What a connected socket carries; plain data, since other machines may hold the socket. */
export interface Guest extends Person {
  /** Whether it came from another machine. */
  isRemote: boolean
}
export type HostServer = Server<DefaultEventsMap, ToldEvents, DefaultEventsMap, Partial<Guest>>
export type HostSocket = Socket<DefaultEventsMap, ToldEvents, DefaultEventsMap, Partial<Guest>>

const EVERYONE = 'everyone'
const REMOTE = 'remote'
const CONVERSATION = 'conversation:'
const PERSON = 'person:'

/**
 * Tells events through Socket.IO's rooms alone and keeps no list of sockets of its own, so that with
 * an adapter that spans machines (Redis Streams) everything here reaches all of them unchanged.
 */
export class FanOut {
  readonly #io: HostServer
  readonly #onTell: () => void

  /** `onTell` hears that something is about to be told. */
  constructor(io: HostServer, onTell: () => void) {
    this.#io = io
    this.#onTell = onTell
  }

  /** Lets a socket hear all that its person should, and nothing it may have heard earlier. */
  async tune(socket: HostSocket, guest: Guest, conversationIds: readonly string[]): Promise<void> {
    const wanted = conversationIds.map((id) => CONVERSATION + id)
    const stale = [...socket.rooms].filter(
      (room) => room.startsWith(CONVERSATION) && !wanted.includes(room)
    )
    for (const room of stale) await socket.leave(room)
    const rooms = [EVERYONE, PERSON + guest.id, ...wanted]
    await socket.join(guest.isRemote ? [REMOTE, ...rooms] : rooms)
  }

  /** Lets all sockets of a person hear a conversation. */
  enter(personId: string, conversationId: string): void {
    this.#io.in(PERSON + personId).socketsJoin(CONVERSATION + conversationId)
  }

  leave(personId: string, conversationId: string): void {
    this.#io.in(PERSON + personId).socketsLeave(CONVERSATION + conversationId)
  }

  toConversation(conversationId: string): ReturnType<HostServer['to']> {
    return this.#to(CONVERSATION + conversationId)
  }

  /** To the others of a conversation; dropped where a line is busy. */
  toOthers(conversationId: string, personId: string): ReturnType<HostServer['to']> {
    return this.#to(CONVERSATION + conversationId).except(PERSON + personId).volatile
  }

  toPerson(personId: string): ReturnType<HostServer['to']> {
    return this.#to(PERSON + personId)
  }

  toEveryone(): ReturnType<HostServer['to']> {
    return this.#to(EVERYONE)
  }

  toEveryoneElse(personId: string): ReturnType<HostServer['to']> {
    return this.#to(EVERYONE).except(PERSON + personId)
  }

  #to(room: string): ReturnType<HostServer['to']> {
    this.#onTell()
    return this.#io.to(room)
  }

  /** Whether this socket hears a conversation, and so is in it. */
  hears(socket: HostSocket, conversationId: string): boolean {
    return socket.rooms.has(CONVERSATION + conversationId)
  }

  sendAwayRemote(): void {
    this.#io.in(REMOTE).disconnectSockets()
  }
}

/** A conversation's part of every event that happens in it. */
export function placeOf(conversation: Conversation): Place {
  return { conversationId: conversation.id, conversationKind: conversation.kind }
}
