// Remembers which batches were committed: an answer can be lost while its commit is not.
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'

/** Batches of all servers that are remembered; each server has two under way at most. */
const REMEMBERED = 2000

/** How many messages a batch added; null if it was never committed. */
export function findCommit(db: StoreDatabase, serverId: ServerId, batch: string): number | null {
  const known = 'SELECT added FROM commits WHERE server_id = ? AND batch = ?'
  return db.get<{ added: number }>(known, [serverId, batch])?.added ?? null
}

export function insertCommit(
  db: StoreDatabase,
  serverId: ServerId,
  { batch, added }: { batch: string; added: number }
): void {
  const id = db.run('INSERT INTO commits (server_id, batch, added) VALUES (?, ?, ?)', [
    serverId,
    batch,
    added
  ]).lastInsertRowid
  db.run('DELETE FROM commits WHERE id <= ?', [id - REMEMBERED])
}
