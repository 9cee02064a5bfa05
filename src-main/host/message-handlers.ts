// Owns what each request about messages does: store it, then tell those concerned.
import type { FanOut } from './fan-out.ts'
import type { MessageStore } from './message-store.ts'
import type { MarkQuery } from './message-store.ts'
import { refused, type Outcome } from './protocol.ts'
import type { Person } from './protocol-events.ts'
import type { Handlers } from './router.ts'

export interface MessageHandlerOptions {
  store: MessageStore
  fanOut: FanOut
  /** What has the bytes of files. */
  files: MessageFiles
  now: () => number
  /** Larger conversations do not hear each other's receipts. */
  receiptMembers: number
}

/** What messages ask of the host's files. */
export interface MessageFiles {
  settle(ids: readonly string[]): Promise<void>
  sent(ids: readonly string[]): Promise<void>
  drop(hashes: readonly string[]): Promise<void>
}

type MessageRequest =
  | 'message:send'
  | 'message:edit'
  | 'message:delete'
  | 'reaction:set'
  | 'typing'
  | 'read'
  | 'delivered'
  | 'history'

/** The handlers of messages. */
export function messageHandlers(options: MessageHandlerOptions): Pick<Handlers, MessageRequest> {
  const { store, fanOut, files, now } = options
  return {
    'message:send': async (input, guest) => {
      const ids = (input.files ?? []).map((file) => file.id)
      await files.settle(ids)
      const sent = await store.append({ ...input, author: personOf(guest), at: now() })
      if (!sent.ok) return sent
      const { message, isChanged } = sent.value
      const { id, seq, at } = message
      if (!isChanged) return { ok: true, value: { id, seq, at, duplicate: true } }
      fanOut.toConversation(message.conversationId).emit('message', message)
      await files.sent(ids)
      return { ok: true, value: { id, seq, at } }
    },
    'message:edit': async (input, guest) => {
      const edited = await store.edit(guest.id, { ...input, at: now() })
      if (!edited.ok) return edited
      const { message } = edited.value
      fanOut.toConversation(message.conversationId).emit('message:edited', message)
      const { id, change, editedAt = message.at } = message
      return { ok: true, value: { id, change, editedAt } }
    },
    'message:delete': async (input, guest) => {
      const removed = await store.remove(guest.id, { ...input, at: now() })
      if (!removed.ok) return removed
      const { message, isChanged, unused } = removed.value
      if (isChanged) fanOut.toConversation(message.conversationId).emit('message:deleted', message)
      await files.drop(unused)
      const { id, change, deletedAt = message.at } = message
      return { ok: true, value: { id, change, deletedAt } }
    },
    'reaction:set': async (input, guest) => {
      const at = now()
      const reacted = await store.react(guest.id, { ...input, at })
      if (!reacted.ok) return reacted
      const { place, change, count, isChanged } = reacted.value
      const told = { ...place, ...input, change, count, user: personOf(guest), at }
      if (isChanged) fanOut.toConversation(place.conversationId).emit('reaction', told)
      return { ok: true, value: { messageId: input.messageId, change } }
    },
    typing: async ({ conversationId, on }, guest, socket) => {
      if (!fanOut.hears(socket, conversationId)) return refused('not-allowed')
      const conversationKind = conversationId.startsWith('direct.') ? 'direct' : 'room'
      const told = { conversationId, conversationKind, user: personOf(guest), on } as const
      fanOut.toOthers(conversationId, guest.id).emit('typing', told)
      return { ok: true, value: {} }
    },
    read: (input, guest) => mark(options, personOf(guest), { ...input, level: 'read' }),
    delivered: (input, guest) => mark(options, personOf(guest), { ...input, level: 'delivered' }),
    history: async (input, guest) => {
      const page = await store.history(guest.id, input)
      if (!page.ok) return page
      const { items: messages, more } = page.value
      return { ok: true, value: { conversationId: input.conversationId, messages, more } }
    }
  }
}

async function mark(
  { store, fanOut, now, receiptMembers }: MessageHandlerOptions,
  user: Person,
  query: MarkQuery
): Promise<Outcome<object>> {
  const marked = await store.mark(user.id, query)
  if (!marked.ok) return marked
  const { place, seq, memberCount, isChanged } = marked.value
  if (!isChanged) return { ok: true, value: {} }
  const { messageId, level } = query
  const hearers =
    memberCount <= receiptMembers
      ? fanOut.toConversation(place.conversationId)
      : fanOut.toPerson(user.id)
  hearers.emit('receipt', { ...place, user, messageId, seq, level, at: now() })
  return { ok: true, value: {} }
}

// Without what only the host needs to know of a guest.
function personOf({ id, name }: Person): Person {
  return { id, name }
}
