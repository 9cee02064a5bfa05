// Stores the files that came with a message, and joins those of one's own with what the server calls them.
import type { InboundFile, InboundMessage } from '../../../src-preload/contract/inbound.ts'
import type { ConversationId, MessageId } from '../../../src-preload/contract/model.ts'
import { kindOf, plainType, safeFileName } from '../../base/file-name.ts'
import type { StoreDatabase } from '../database.ts'
import {
  countFiles,
  deleteFile,
  insertFile,
  readMessageFiles,
  writeRemoteFile,
  type MovingRow
} from '../queries/files.ts'
import { awaitParts } from '../queries/search-index.ts'
import { whatIs } from '../../base/image-head.ts'
import { newToken } from './staging.ts'

/** Brings the files of a stored message up to what the server says; answers whether any changed. */
export function storeFiles(
  db: StoreDatabase,
  message: { id: MessageId; conversationId: ConversationId },
  told: NonNullable<InboundMessage['files']>
): boolean {
  const stored = readMessageFiles(db, message.id)
  if (told.length === 0) return false
  if (isSame(stored, told)) return false
  // Own files keep their rows, since they lie here: the server tells the same ones under its own names.
  if (stored.length > 0 && stored.length === told.length && stored.every(isOwn)) {
    for (const [at, file] of told.entries()) {
      const row = stored[at]
      if (row) writeRemoteFile(db, row.id, file)
    }
    return false
  }
  if (stored.some(isOwn)) return false
  for (const row of stored) deleteFile(db, row.id)
  for (const [place, file] of told.entries()) {
    insertFile(db, { ...rowOf(file), ...idsOf(message), place, token: newToken() })
  }
  countFiles(db, message.id, told.length)
  awaitParts(db, [message.id])
  return true
}

function idsOf({ id, conversationId }: { id: MessageId; conversationId: ConversationId }) {
  return { messageId: id, conversationId }
}

function isOwn(row: MovingRow): boolean {
  return row.direction === 'up' || (row.path !== null && row.kept === 0) || row.result !== null
}

function isSame(stored: readonly MovingRow[], told: readonly InboundFile[]): boolean {
  return (
    stored.length === told.length &&
    told.every((file, at) => {
      const row = stored[at]
      return (
        row?.remote_id === file.remoteId &&
        row.url === file.url &&
        row.has_bytes === (file.base64 === undefined ? 0 : 1)
      )
    })
  )
}

function rowOf(file: InboundFile) {
  const told = plainType(file.mediaType)
  const bytes = file.base64 === undefined ? null : Buffer.from(file.base64, 'base64')
  const held = bytes ? whatIs(bytes, told) : null
  return {
    name: safeFileName(file.name),
    mediaType: held?.mediaType ?? told,
    kind: held?.kind ?? kindOf(told),
    size: file.size,
    width: held?.width ?? file.width,
    height: held?.height ?? file.height,
    sha256: file.sha256,
    remoteId: file.remoteId,
    url: file.url,
    path: null,
    isKept: false,
    modifiedAt: null,
    bytes
  }
}
