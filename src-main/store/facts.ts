// What the store can tell of itself for a debug report: how much there is, nothing of what it says.
import { statSync } from 'node:fs'
import type { StoreFacts } from '../ports/facts.ts'
import type { StoreCore } from './store-core.ts'

const COUNTS = {
  servers: 'SELECT count(*) AS n FROM servers WHERE removed = 0',
  conversations: 'SELECT count(*) AS n FROM conversations',
  messages: 'SELECT count(*) AS n FROM messages',
  waiting: 'SELECT count(*) AS n FROM outbox',
  gaps: 'SELECT count(*) AS n FROM gaps',
  files: 'SELECT count(*) AS n FROM files',
  transfers: 'SELECT count(*) AS n FROM transfers',
  unindexed: 'SELECT count(*) AS n FROM parts_waiting'
}

/** @param path of the database */
export function storeFacts({ db }: StoreCore, path: string): StoreFacts {
  const counts = Object.entries(COUNTS).map(([name, sql]) => [
    name,
    db.get<{ n: number }>(sql)?.n ?? 0
  ])
  return {
    schema: db.schemaVersion,
    fileBytes: sizeOf(path) + sizeOf(`${path}-wal`),
    counts: Object.fromEntries(counts) as Record<string, number>
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
