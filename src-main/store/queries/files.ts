// Reads and writes files of messages and of composers.
import * as v from 'valibot'
import {
  LOCAL_FILES,
  THUMBNAILS,
  type FileId,
  type FileLabel,
  type FileKind,
  type FileState,
  type FileView
} from '../../../src-preload/contract/files.ts'
import { failureSchema } from '../../../src-preload/contract/failure.ts'
import type { ConversationId, MessageId } from '../../../src-preload/contract/model.ts'
import { isRiskyName } from '../../base/file-name.ts'
import type { StoreDatabase } from '../database.ts'

export type TransferState = 'queued' | 'running' | 'paused' | 'failed' | 'done'
export type Direction = 'up' | 'down'

export interface FileRow {
  id: number
  conversation_id: number
  message_id: number | null
  place: number
  token: string
  name: string
  media_type: string
  kind: FileKind
  size: number | null
  width: number | null
  height: number | null
  sha256: string | null
  remote_id: string | null
  url: string | null
  result: string | null
  path: string | null
  kept: number
  modified_at: number | null
  has_bytes: number
  has_thumbnail: number
}

/** A file with its transfer, if it has one. */
export interface MovingRow extends FileRow {
  direction: Direction | null
  state: TransferState | null
  bytes: number | null
  failure: string | null
}

const FILE = `f.id, f.conversation_id, f.message_id, f.place, f.token, f.name, f.media_type, f.kind, f.size,
  f.width, f.height, f.sha256, f.remote_id, f.url, f.result, f.path, f.kept, f.modified_at, f.has_bytes,
  f.has_thumbnail`
export const MOVING = `${FILE}, t.direction, t.state, t.bytes, t.failure`
const FROM = 'FROM files f LEFT JOIN transfers t ON t.file_id = f.id'

export interface NewFile {
  conversationId: ConversationId
  messageId: MessageId | null
  place: number
  token: string
  name: string
  mediaType: string
  kind: FileKind
  size: number | null
  width: number | null
  height: number | null
  sha256: string | null
  remoteId: string | null
  url: string | null
  path: string | null
  isKept: boolean
  /** When the file on the disk was last changed, ms. */
  modifiedAt: number | null
  bytes: Uint8Array | null
}

export function insertFile(db: StoreDatabase, file: NewFile): FileId {
  const { lastInsertRowid: id } = db.run(
    `INSERT INTO files (conversation_id, message_id, place, token, name, media_type, kind, size, width, height,
       sha256, remote_id, url, path, kept, modified_at, has_bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS REAL), ?)`,
    [
      ...[file.conversationId, file.messageId, file.place, file.token, file.name, file.mediaType],
      ...[file.kind, file.size, file.width, file.height, file.sha256, file.remoteId, file.url],
      ...[file.path, file.isKept ? 1 : 0, file.modifiedAt, file.bytes ? 1 : 0]
    ]
  )
  if (file.bytes)
    db.run("INSERT INTO file_bytes (file_id, what, bytes) VALUES (?, 'file', ?)", [id, file.bytes])
  return id
}

export function readFileRow(db: StoreDatabase, id: FileId): MovingRow | undefined {
  return db.get<MovingRow>(`SELECT ${MOVING} ${FROM} WHERE f.id = ?`, [id])
}

/** By the token of its address in the window. */
export function readFileByToken(db: StoreDatabase, token: string): MovingRow | undefined {
  return db.get<MovingRow>(`SELECT ${MOVING} ${FROM} WHERE f.token = ?`, [token])
}

export function readMessageFiles(db: StoreDatabase, messageId: MessageId): MovingRow[] {
  return db.all<MovingRow>(
    `SELECT ${MOVING} ${FROM} WHERE f.message_id = ? ORDER BY f.place, f.id`,
    [messageId]
  )
}

/** Files of several messages, by message. */
export function readFilesOf(
  db: StoreDatabase,
  messageIds: readonly MessageId[]
): Map<MessageId, MovingRow[]> {
  const found = new Map<MessageId, MovingRow[]>()
  if (messageIds.length === 0) return found
  const rows = db.all<MovingRow>(
    `SELECT ${MOVING} ${FROM}
     WHERE f.message_id IN (SELECT value FROM json_each(?)) ORDER BY f.message_id, f.place, f.id`,
    [JSON.stringify(messageIds)]
  )
  for (const row of rows) {
    const list = found.get(row.message_id ?? 0)
    if (list) list.push(row)
    else found.set(row.message_id ?? 0, [row])
  }
  return found
}

export function readStaged(db: StoreDatabase, conversationId: ConversationId): MovingRow[] {
  return db.all<MovingRow>(
    `SELECT ${MOVING} ${FROM} WHERE f.conversation_id = ? AND f.message_id IS NULL
     ORDER BY f.place, f.id`,
    [conversationId]
  )
}

export function writePlace(db: StoreDatabase, id: FileId, place: number): void {
  db.run('UPDATE files SET place = ? WHERE id = ?', [place, id])
}

/** Puts a file into a message, or (null) back into the composer. */
export function writeFileMessage(
  db: StoreDatabase,
  id: FileId,
  { messageId, place }: { messageId: MessageId | null; place: number }
): void {
  db.run('UPDATE files SET message_id = ?, place = ? WHERE id = ?', [messageId, place, id])
}

export function deleteFile(db: StoreDatabase, id: FileId): void {
  db.run('DELETE FROM files WHERE id = ?', [id])
}

export function countFiles(db: StoreDatabase, messageId: MessageId, count: number): void {
  db.run('UPDATE messages SET files = ? WHERE id = ?', [count, messageId])
}

/** What the server calls a file of ours. */
export function writeRemoteFile(
  db: StoreDatabase,
  id: FileId,
  remote: { remoteId: string | null; url: string | null }
): void {
  db.run(
    'UPDATE files SET remote_id = coalesce(?, remote_id), url = coalesce(?, url) WHERE id = ?',
    [remote.remoteId, remote.url, id]
  )
}

export function writeUploaded(
  db: StoreDatabase,
  id: FileId,
  { result, sha256 }: { result: unknown; sha256: string | null }
): void {
  db.run('UPDATE files SET result = ?, sha256 = coalesce(?, sha256) WHERE id = ?', [
    JSON.stringify(result ?? null),
    sha256,
    id
  ])
}

export function writeFileSize(db: StoreDatabase, id: FileId, size: number): void {
  db.run('UPDATE files SET size = ? WHERE id = ?', [size, id])
}

/** What a file turned out to be, once its bytes are here. */
export interface ArrivedFile {
  path: string
  size: number
  sha256: string
  mediaType: string
  kind: FileKind
  width: number | null
  height: number | null
  name: string
}

export function writeArrived(db: StoreDatabase, id: FileId, file: ArrivedFile): void {
  db.run(
    `UPDATE files SET path = ?, kept = 1, size = ?, sha256 = ?, media_type = ?, kind = ?,
       width = coalesce(?, width), height = coalesce(?, height), name = ? WHERE id = ?`,
    [
      ...[file.path, file.size, file.sha256, file.mediaType, file.kind],
      ...[file.width, file.height, file.name, id]
    ]
  )
}

export function readFileBytes(db: StoreDatabase, id: FileId): Uint8Array | null {
  const row = db.get<{ bytes: Uint8Array }>(
    "SELECT bytes FROM file_bytes WHERE file_id = ? AND what = 'file'",
    [id]
  )
  return row?.bytes ?? null
}

export function readThumbnail(db: StoreDatabase, token: string): Uint8Array | null {
  const row = db.get<{ bytes: Uint8Array }>(
    `SELECT b.bytes FROM files f JOIN file_bytes b ON b.file_id = f.id
     WHERE f.token = ? AND b.what = 'thumbnail'`,
    [token]
  )
  return row?.bytes ?? null
}

export function writeThumbnail(db: StoreDatabase, id: FileId, bytes: Uint8Array): void {
  db.run(
    `INSERT INTO file_bytes (file_id, what, bytes) VALUES (?, 'thumbnail', ?)
     ON CONFLICT (file_id, what) DO UPDATE SET bytes = excluded.bytes`,
    [id, bytes]
  )
  db.run('UPDATE files SET has_thumbnail = 1 WHERE id = ?', [id])
}

/** Kept files whose rows are gone. */
export function readFilesToRemove(db: StoreDatabase, most: number): string[] {
  const rows = db.all<{ path: string }>('SELECT path FROM files_to_remove LIMIT ?', [most])
  return rows.map(({ path }) => path)
}

export function forgetRemovedFiles(db: StoreDatabase, paths: readonly string[]): void {
  db.run('DELETE FROM files_to_remove WHERE path IN (SELECT value FROM json_each(?))', [
    JSON.stringify(paths)
  ])
}

export function isFileHere(row: FileRow): boolean {
  return row.path !== null || row.has_bytes === 1
}

/** What stands for a message in a line: the first of its files. */
export function toFileLabel(rows: readonly FileRow[] | undefined): { file?: FileLabel } {
  const first = rows?.[0]
  return first ? { file: { kind: first.kind, name: first.name } } : {}
}

/** A row as the window sees it. */
export function toFileView(row: MovingRow): FileView {
  const isHere = isFileHere(row)
  return {
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    kind: row.kind,
    size: row.size,
    width: row.width,
    height: row.height,
    state: stateOf(row, isHere),
    bytes: row.bytes ?? 0,
    failure: row.failure === null ? null : v.parse(failureSchema, JSON.parse(row.failure)),
    isHere,
    src: isHere && row.kind !== 'other' ? `${LOCAL_FILES}${row.token}` : null,
    thumbnail: row.has_thumbnail === 1 ? `${THUMBNAILS}${row.token}` : null,
    isRisky: isRiskyName(row.name)
  }
}

function stateOf({ state, direction }: MovingRow, isHere: boolean): FileState {
  if (state === 'running') return direction === 'up' ? 'uploading' : 'downloading'
  if (state !== null && state !== 'done') return state
  return isHere ? 'here' : 'none'
}
