// What a message says: the server's word, and the person's changes on top that are still under way.
import * as v from 'valibot'
import type { WriteSession } from './write-session.ts'
import { dropFiles } from './files/drop-files.ts'
import { writeContent, type Content } from './queries/messages-write.ts'
import { findOutboxOfMessage, payloadOf, type OutboxRow } from './queries/outbox.ts'
import { deleteReactions } from './queries/reactions.ts'
import type { StoredMessage } from './queries/stored-messages.ts'

const contentSchema = v.object({ text: v.string(), edited: v.boolean(), deleted: v.boolean() })

function shownOf(stored: StoredMessage): Content {
  return { text: stored.text, edited: stored.edited === 1, deleted: stored.deleted === 1 }
}

/** What the server last said, without the person's own changes. */
export function baseOf(stored: StoredMessage): Content {
  return stored.base === null ? shownOf(stored) : v.parse(contentSchema, JSON.parse(stored.base))
}

function changesUnderWay(session: WriteSession, stored: StoredMessage): OutboxRow[] {
  return findOutboxOfMessage(session.db, stored.id).filter(
    (row) => row.intent === 'edit' || row.intent === 'delete'
  )
}

/** What is left of a content after one change of the person. */
export function changed(content: Content, row: OutboxRow): Content {
  if (row.intent === 'delete') return { text: '', edited: content.edited, deleted: true }
  return content.deleted ? content : { text: payloadOf(row).text, edited: true, deleted: false }
}

/**
 * Sets what the server says, and shows it with the changes that are still under way applied on top.
 * Call it after the outbox has changed.
 */
export function setServerContent(
  session: WriteSession,
  stored: StoredMessage,
  base: Content
): void {
  const underWay = changesUnderWay(session, stored)
  const shown = underWay.reduce(changed, base)
  const nextBase = underWay.length === 0 ? null : base
  if (base.deleted) {
    deleteReactions(session.db, stored.id)
    dropFiles(session, stored.id)
  }
  const isSame = sameContent(shown, shownOf(stored))
  if (isSame && JSON.stringify(nextBase) === stored.base) return
  if (isSame && nextBase === null && stored.base === null) return
  writeContent(session.db, stored, shown, nextBase)
  tellChanged(session, stored)
}

/** Marks a message as changed for the window and for the list. */
export function tellChanged(session: WriteSession, stored: StoredMessage): void {
  session.changes.message(stored.conversation_id, stored.id, stored.position)
  const conversation = session.conversation(stored.conversation_id)
  if (conversation?.isShowing(stored.id)) conversation.hasNewWords = true
}

function sameContent(left: Content, right: Content): boolean {
  return left.text === right.text && left.edited === right.edited && left.deleted === right.deleted
}
