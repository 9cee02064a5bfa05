// Back to the file from before a migration, where the newer Filo that made it did not start and was taken back.
import { existsSync } from 'node:fs'
import { openLog } from '../../base/log.ts'
import { settleOutbox } from '../settle-outbox.ts'
import { copyInto, proveCopy, under, versionOf, withDatabase } from './copy.ts'
import { beforeName, newerName, type FileNames } from './names.ts'
import { printOf } from './notes.ts'
import { beginSwap } from './swap.ts'

const log = openLog('store')

/**
 * Prepares a copy of the file of schema `known` to take the newer one's place, which is put aside and never removed
 * by Filo. False where there is no such file, or not under this key; then nothing has changed. What waited to be sent
 * may have been sent by the newer Filo: it becomes unconfirmed.
 */
export function goBack(
  names: FileNames,
  key: string | null,
  { now }: { now: number },
  known: number
): boolean {
  const before = beforeName(names.path, known)
  if (!existsSync(before)) return false
  const rows = withDatabase(before, under(key), (database) =>
    versionOf(database) === known ? copyInto(database, names.fresh, key) : null
  )
  if (rows === null) return false
  withDatabase(names.fresh, under(key, { isScratch: true }), (copy) => proveCopy(copy, rows))
  settleOutbox(names.fresh, { key, now })
  log.warn('going back to the file before the last migration', { schema: known })
  beginSwap(names, {
    keepAs: newerName(names.path, now),
    keepsLog: true,
    dropsOlder: false,
    schema: known,
    keyPrint: printOf(key),
    checkedAt: now
  })
  return true
}
