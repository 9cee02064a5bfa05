// Reads and writes transfers: what goes up or comes down, how far it is, and what is to go next.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { FileId, Transfer, Transfers } from '../../../src-preload/contract/files.ts'
import type { ConversationId, MessageId, ServerId } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { MOVING, toFileView, type Direction, type MovingRow, type TransferState } from './files.ts'

export interface TransferRow {
  file_id: number
  server_id: string
  direction: Direction
  state: TransferState
  priority: number
  bytes: number
  resume: string
  attempts: number
  most: number | null
  failure: string | null
}

/** Lines of the panel, and those of them that may be done. */
const MAX_LISTED = 300
const MAX_DONE = 100

const COLUMNS = `t.file_id, t.server_id, t.direction, t.state, t.priority, t.bytes, t.resume, t.attempts,
  t.most, t.failure`

/** Wants a transfer; one that is there already begins anew where it was. */
export function insertTransfer(
  db: StoreDatabase,
  transfer: {
    fileId: FileId
    serverId: ServerId
    direction: Direction
    priority: number
    most: number | null
    now: number
  }
): void {
  db.run(
    `INSERT INTO transfers (file_id, server_id, direction, state, priority, most, created_at)
     VALUES (?, ?, ?, 'queued', ?, ?, ?)
     ON CONFLICT (file_id) DO UPDATE SET direction = excluded.direction, state = 'queued',
       priority = excluded.priority, most = excluded.most, attempts = 0, not_before = 0, failure = NULL, finished_at = NULL,
       bytes = CASE WHEN state = 'done' THEN 0 ELSE bytes END,
       resume = CASE WHEN state = 'done' THEN '{}' ELSE resume END`,
    [
      ...[transfer.fileId, transfer.serverId, transfer.direction, transfer.priority],
      ...[transfer.most, transfer.now]
    ]
  )
}

export function readTransfer(db: StoreDatabase, fileId: FileId): TransferRow | undefined {
  return db.get<TransferRow>(`SELECT ${COLUMNS} FROM transfers t WHERE t.file_id = ?`, [fileId])
}

export function deleteTransfer(db: StoreDatabase, fileId: FileId): void {
  db.run('DELETE FROM transfers WHERE file_id = ?', [fileId])
}

/** The state that the person or the network process wants it in; the pause before a next try ends. */
export function writeTransferState(
  db: StoreDatabase,
  fileId: FileId,
  { state, failure, now }: { state: TransferState; failure: Failure | null; now: number }
): void {
  db.run(
    `UPDATE transfers SET state = ?, failure = ?, not_before = 0, priority = CASE WHEN ? = 'done' THEN 0
       ELSE priority END, finished_at = CASE WHEN ? = 'done' THEN ? END WHERE file_id = ?`,
    [state, failure && JSON.stringify(failure), state, state, now, fileId]
  )
}

export function writeTransferProgress(
  db: StoreDatabase,
  fileId: FileId,
  { bytes, resume }: { bytes: number; resume: unknown }
): void {
  db.run('UPDATE transfers SET bytes = ?, resume = ? WHERE file_id = ?', [
    bytes,
    JSON.stringify(resume),
    fileId
  ])
}

/** It did not work this time, and is tried again after `notBefore`, ms since 1970. */
export function postponeTransfer(
  db: StoreDatabase,
  fileId: FileId,
  {
    notBefore,
    failure,
    isCounted
  }: { notBefore: number; failure: Failure | null; isCounted: boolean }
): void {
  db.run(
    `UPDATE transfers SET state = 'queued', attempts = attempts + ?, not_before = ?, failure = ?
     WHERE file_id = ? AND state = 'running'`,
    [isCounted ? 1 : 0, notBefore, failure && JSON.stringify(failure), fileId]
  )
}

/** Tried again anew, at once. */
export function restartTransfer(db: StoreDatabase, fileId: FileId): void {
  db.run(
    `UPDATE transfers SET state = 'queued', attempts = 0, not_before = 0, failure = NULL,
       finished_at = NULL WHERE file_id = ?`,
    [fileId]
  )
}

/** Nobody moves anything any more: the network process began anew. Answers which files that were. */
export function requeueRunning(db: StoreDatabase): FileId[] {
  const rows = db.all<{ file_id: number }>(
    "UPDATE transfers SET state = 'queued', not_before = 0 WHERE state = 'running' RETURNING file_id"
  )
  return rows.map(({ file_id }) => file_id)
}

/** The next transfers of a server, and when there will be more where there are none now. */
export function readNextTransfers(
  db: StoreDatabase,
  serverId: ServerId,
  { limit, now, among = null }: { limit: number; now: number; among?: readonly FileId[] | null }
): { fileIds: FileId[]; nextAt: number | null } {
  const rows = db.all<{ file_id: number }>(
    `SELECT file_id FROM transfers WHERE server_id = ?1 AND state = 'queued' AND not_before <= ?2
     AND (?3 IS NULL OR file_id IN (SELECT value FROM json_each(?3)))
     ORDER BY priority DESC, file_id LIMIT ?4`,
    [serverId, now, among && JSON.stringify(among), limit]
  )
  const later = db.get<{ at: number | null }>(
    `SELECT min(not_before) AS at FROM transfers WHERE server_id = ? AND state = 'queued'
     AND not_before > ?`,
    [serverId, now]
  )
  return { fileIds: rows.map(({ file_id }) => file_id), nextAt: later?.at ?? null }
}

/** The first files of a server that wait to be fetched, whether their time has come or not. */
export function readWaitingDownloads(
  db: StoreDatabase,
  serverId: ServerId,
  limit: number
): FileId[] {
  const rows = db.all<{ file_id: number }>(
    `SELECT file_id FROM transfers WHERE server_id = ? AND state = 'queued' AND direction = 'down'
     ORDER BY priority DESC, file_id LIMIT ?`,
    [serverId, limit]
  )
  return rows.map(({ file_id }) => file_id)
}

/** Which of these files are still to be fetched, whether now or when the person says so. */
export function readUnfetched(db: StoreDatabase, fileIds: readonly FileId[]): FileId[] {
  const rows = db.all<{ file_id: number }>(
    `SELECT file_id FROM transfers WHERE direction = 'down' AND state <> 'done'
     AND file_id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(fileIds)]
  )
  return rows.map(({ file_id }) => file_id)
}

export function markRunning(db: StoreDatabase, fileIds: readonly FileId[]): void {
  db.run(
    "UPDATE transfers SET state = 'running' WHERE file_id IN (SELECT value FROM json_each(?))",
    [JSON.stringify(fileIds)]
  )
}

/** These go first from now on, and no others. */
export function raiseTransfers(db: StoreDatabase, fileIds: readonly FileId[]): void {
  db.run('UPDATE transfers SET priority = 0 WHERE priority > 0')
  db.run(
    `UPDATE transfers SET priority = 1
     WHERE state <> 'done' AND file_id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(fileIds)]
  )
}

/** Pauses everything that waits or runs, or lets all go on; answers which files. */
export function pauseAll(db: StoreDatabase, paused: boolean): FileId[] {
  const rows = paused
    ? db.all<{ file_id: number }>(
        "UPDATE transfers SET state = 'paused' WHERE state IN ('queued', 'running') RETURNING file_id"
      )
    : db.all<{ file_id: number }>(
        `UPDATE transfers SET state = 'queued', not_before = 0, failure = NULL
         WHERE state = 'paused' RETURNING file_id`
      )
  return rows.map(({ file_id }) => file_id)
}

export function clearDone(db: StoreDatabase): void {
  db.run("DELETE FROM transfers WHERE state = 'done'")
}

/** Whether all that a message waits for is on the server. */
export function areFilesSent(db: StoreDatabase, messageId: MessageId): boolean {
  return (
    db.get(
      `SELECT 1 AS one FROM files f JOIN transfers t ON t.file_id = f.id
       WHERE f.message_id = ? AND t.direction = 'up' AND t.state <> 'done' LIMIT 1`,
      [messageId]
    ) === undefined
  )
}

type ListedRow = MovingRow & {
  server_id: string
  created_at: number
  finished_at: number | null
}

const LISTED = `SELECT ${MOVING}, t.server_id, t.created_at, t.finished_at
  FROM transfers t JOIN files f ON f.id = t.file_id`

/** What the panel shows. */
export function readTransfers(db: StoreDatabase): Transfers {
  const open = (['running', 'failed', 'paused', 'queued'] as const).flatMap((state) =>
    db.all<ListedRow>(`${LISTED} WHERE t.state = ? ORDER BY t.priority DESC, t.file_id LIMIT ?`, [
      state,
      MAX_LISTED
    ])
  )
  const isDone = db.all<ListedRow>(
    `${LISTED} WHERE t.state = 'done' ORDER BY t.finished_at DESC LIMIT ?`,
    [MAX_DONE]
  )
  const count = (state: TransferState): number =>
    db.get<{ n: number }>('SELECT count(*) AS n FROM transfers WHERE state = ?', [state])?.n ?? 0
  return {
    transfers: [...open.slice(0, MAX_LISTED), ...isDone].map(toTransfer),
    waiting: count('queued'),
    running: count('running'),
    paused: count('paused'),
    failed: count('failed')
  }
}

function toTransfer(row: ListedRow): Transfer {
  return {
    fileId: row.id,
    serverId: row.server_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    direction: row.direction ?? 'down',
    file: toFileView(row),
    createdAt: row.created_at,
    finishedAt: row.finished_at
  }
}

/** Keeps the list of what is done short. */
export function trimDone(db: StoreDatabase): void {
  db.run(
    `DELETE FROM transfers WHERE state = 'done' AND file_id NOT IN (
       SELECT file_id FROM transfers WHERE state = 'done' ORDER BY finished_at DESC LIMIT ?)`,
    [MAX_DONE]
  )
}

/** Where the server of a conversation is known. */
export function serverOf(db: StoreDatabase, conversationId: ConversationId): ServerId | null {
  const row = db.get<{ id: string }>('SELECT server_id AS id FROM conversations WHERE id = ?', [
    conversationId
  ])
  return row?.id ?? null
}
