// Owns what each request about rooms, direct conversations and people does.
import { placeOf, type FanOut } from './fan-out.ts'
import type { MessageStore } from './message-store.ts'
import type { Presence } from './presence.ts'
import type { Peer, Person } from './protocol-events.ts'
import type { Handlers } from './router.ts'

export interface ConversationHandlerOptions {
  store: MessageStore
  fanOut: FanOut
  presence: Presence
  now: () => number
}

type RoomRequest = 'room:list' | 'room:create' | 'room:join' | 'room:leave'
type PeopleRequest = 'direct:open' | 'member:list' | 'person:list'

/** The handlers of conversations and of who is in them. */
export function conversationHandlers(
  options: ConversationHandlerOptions
): Pick<Handlers, RoomRequest | PeopleRequest> {
  return { ...roomHandlers(options), ...peopleHandlers(options) }
}

function roomHandlers({
  store,
  fanOut,
  now
}: ConversationHandlerOptions): Pick<Handlers, RoomRequest> {
  return {
    'room:list': async (input, guest) => {
      const { items: conversations, more } = await store.rooms(guest.id, input)
      return { ok: true, value: { conversations, more } }
    },
    'room:create': async ({ title, topic = null }, guest) => {
      const created = await store.createRoom(guest.id, { title, topic, at: now() })
      if (!created.ok) return created
      const conversation = created.value
      fanOut.enter(guest.id, conversation.id)
      fanOut.toPerson(guest.id).emit('conversation', conversation)
      const asOthersSee = { ...conversation, joined: false, readSeq: 0 }
      fanOut.toEveryoneElse(guest.id).emit('conversation', asOthersSee)
      return { ok: true, value: { conversation } }
    },
    'room:join': async ({ conversationId }, guest) => {
      const at = now()
      const joined = await store.joinRoom(guest.id, conversationId, at)
      if (!joined.ok) return joined
      const { conversation, isChanged } = joined.value
      if (isChanged) {
        const { memberCount } = conversation
        const told = { ...placeOf(conversation), user: personOf(guest), memberCount, at }
        fanOut.toConversation(conversationId).emit('member:joined', told)
        fanOut.enter(guest.id, conversationId)
        fanOut.toPerson(guest.id).emit('conversation', conversation)
      }
      return { ok: true, value: { conversation } }
    },
    'room:leave': async ({ conversationId }, guest) => {
      const left = await store.leaveRoom(guest.id, conversationId)
      if (!left.ok) return left
      const { conversation, isChanged } = left.value
      if (isChanged) {
        const { memberCount } = conversation
        const place = placeOf(conversation)
        fanOut.leave(guest.id, conversationId)
        fanOut.toPerson(guest.id).emit('conversation:left', place)
        const told = { ...place, user: personOf(guest), memberCount, at: now() }
        fanOut.toConversation(conversationId).emit('member:left', told)
      }
      return { ok: true, value: { conversationId } }
    }
  }
}

function peopleHandlers({
  store,
  fanOut,
  presence,
  now
}: ConversationHandlerOptions): Pick<Handlers, PeopleRequest> {
  return {
    'direct:open': async ({ userId }, guest) => {
      const opened = await store.openDirect(guest.id, userId, now())
      if (!opened.ok) return opened
      const { mine, theirs, isChanged } = opened.value
      if (isChanged) {
        fanOut.enter(guest.id, mine.id)
        fanOut.enter(userId, mine.id)
        fanOut.toPerson(guest.id).emit('conversation', mine)
        fanOut.toPerson(userId).emit('conversation', theirs)
      }
      return { ok: true, value: { conversation: mine } }
    },
    'member:list': async (input, guest) => {
      const page = await store.members(guest.id, input)
      if (!page.ok) return page
      const people = await withPresence(presence, page.value.items)
      const { conversationId } = input
      return { ok: true, value: { conversationId, people, more: page.value.more } }
    },
    'person:list': async (input) => {
      const { items, more } = await store.people(input)
      return { ok: true, value: { people: await withPresence(presence, items), more } }
    }
  }
}

/** Adds to each person whether they are here. */
export async function withPresence<T extends Person>(
  presence: Presence,
  people: readonly T[]
): Promise<(T & Peer)[]> {
  const online = await presence.online(people.map((person) => person.id))
  return people.map((person) => ({ ...person, online: online.has(person.id) }))
}

function personOf({ id, name }: Person): Person {
  return { id, name }
}
