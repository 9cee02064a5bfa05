// Makes honest what waits to be sent in a copy of the database that is older than what was last in use.
import { randomUUID } from 'node:crypto'
import { uptime } from 'node:os'
import { openLog } from '../base/log.ts'
import { makeBodyMaker } from './body.ts'
import { StoreDatabase } from './database.ts'
import { realPaceClock } from './pace.ts'
import { settle } from './settle.ts'
import { StoreCore } from './store-core.ts'

/**
 * What waited in this file may have been sent since, by whoever went on with another copy of it: nobody knows, so
 * it is unconfirmed, and changes that were under way are taken back.
 */
export function settleOutbox(
  target: string,
  { key, now }: { key: string | null; now: number }
): void {
  const db = StoreDatabase.open(target, key)
  const core = new StoreCore({
    db,
    bodyOf: makeBodyMaker(),
    now: () => now,
    uptime: () => uptime() * 1000,
    newId: randomUUID,
    clock: realPaceClock,
    log: openLog('restore')
  })
  try {
    const waiting = db.all<{ id: number }>('SELECT id FROM outbox ORDER BY id DESC')
    core.write((session) => {
      // Told by another computer, or before this one was last started.
      session.db.run('UPDATE messages SET emitted_uptime = NULL WHERE emitted_uptime IS NOT NULL')
      for (const { id } of waiting) settle(session, { outboxId: id, outcome: 'unconfirmed' })
    })
  } finally {
    db.close()
  }
}
