// Moves the place up to which a conversation has been read, and recounts what is left unread.
import type { OpenConversation } from './open-conversation.ts'
import { countOthers, firstOtherAfter } from './queries/places.ts'
import type { WriteSession } from './write-session.ts'

/** Marks everything up to a place as read; answers whether that was news. */
export function markReadUpTo(
  session: WriteSession,
  conversation: OpenConversation,
  position: number
): boolean {
  session.flush()
  const { row } = conversation
  const upTo = Math.min(position, conversation.lastConfirmed ?? 0)
  if (upTo <= row.read_position && row.unread === 0) return false
  const readBefore = row.read_position
  row.read_position = Math.max(readBefore, upTo)
  if (!firstOtherAfter(session.db, row.id, row.read_position)) {
    row.unread = 0
  } else {
    const read = countOthers(session.db, row.id, { after: readBefore, upTo: row.read_position })
    row.unread = Math.max(0, row.unread - read)
  }
  row.mentions = row.unread === 0 ? 0 : Math.min(row.mentions, row.unread)
  return true
}
