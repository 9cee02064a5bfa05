// Files that wait in a composer: taken in, ordered, and taken out again.
import { randomBytes } from 'node:crypto'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileId, FileView } from '../../../src-preload/contract/files.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import {
  deleteFile,
  insertFile,
  readFileRow,
  readStaged,
  toFileView,
  writePlace
} from '../queries/files.ts'
import { filesOfServer, readServerRow } from '../queries/servers-read.ts'
import type { WriteSession } from '../write-session.ts'
import type { LookedAt } from './look.ts'

/** Unguessable: who knows it may see the bytes. */
export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** Puts a file into a conversation's composer. Refuses with `not-supported`, `too-many`, `file-too-large`. */
export function stage(
  session: WriteSession,
  conversationId: ConversationId,
  file: LookedAt
): Result<FileView> {
  const conversation = session.conversation(conversationId)
  const server = conversation && readServerRow(session.db, conversation.row.server_id)
  if (!conversation || !server) return refuse('not-found')
  const takes = filesOfServer(server)
  if (!takes) return refuse('not-supported')
  if (takes.bytes !== null && file.size > takes.bytes) {
    return refuse('file-too-large', { limit: takes.bytes, length: file.size })
  }
  const staged = readStaged(session.db, conversationId)
  if (staged.length >= limits.stagedFiles) return refuse('too-many', { limit: limits.stagedFiles })
  const id = insertFile(session.db, {
    ...file,
    conversationId,
    messageId: null,
    place: (staged.at(-1)?.place ?? 0) + 1,
    token: newToken(),
    sha256: null,
    remoteId: null,
    url: null,
    bytes: null
  })
  session.changes.staged.add(conversationId)
  const row = readFileRow(session.db, id)
  return row ? done(toFileView(row)) : refuse('not-found')
}

/** Takes a file out of its composer; one that is part of a message stays. */
export function unstage(session: WriteSession, fileId: FileId): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row) return done(null)
  if (row.message_id !== null) return refuse('not-allowed')
  deleteFile(session.db, fileId)
  session.changes.staged.add(row.conversation_id)
  session.changes.haveFilesGone = true
  return done(null)
}

/** Puts those first, in this order; the others follow as they were. */
export function orderStaged(
  session: WriteSession,
  conversationId: ConversationId,
  fileIds: readonly FileId[]
): Result<null> {
  const ids = readStaged(session.db, conversationId).map(({ id }) => id)
  const first = fileIds.filter((id) => ids.includes(id))
  const ordered = [...new Set([...first, ...ids])]
  for (const [place, id] of ordered.entries()) writePlace(session.db, id, place + 1)
  session.changes.staged.add(conversationId)
  return done(null)
}
