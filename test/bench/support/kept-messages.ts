// Reads, once Filo is closed, which of a flood's messages a person's folder holds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { parseKeyFile } from '../../../src-main/vault/key-file.ts'
import { floodNumber } from './flood-talk.ts'

export interface Kept {
  count: number
  /** Of the messages' numbers: right only if each is there once. */
  sum: number
  /** Messages that stand after one with a higher number. */
  misplaced: number
}

/** Without a keyring on the machine the key lies open beside the database. */
export function readKept(folder: string): Kept {
  const store = join(folder, 'store')
  const keys = parseKeyFile(readFileSync(join(store, 'filo.key'), 'utf8'))
  const slot = keys?.current?.slots.find(({ kind }) => kind === 'open')
  const key = slot?.kind === 'open' ? { encryptionKey: slot.key } : {}
  const database = openDatabase(join(store, 'filo.sqlite'), { ...key, isReadOnly: true })
  const rows = database
    .prepare<{ text: string; place: number }>(
      'SELECT text, conversation_id AS place FROM messages ORDER BY conversation_id, position'
    )
    .all()
  database.close()
  const kept = rows.flatMap(({ text, place }) => {
    const number = floodNumber(text)
    return number === null ? [] : [{ number, place }]
  })
  return {
    count: kept.length,
    sum: kept.reduce((sum, { number }) => sum + number, 0),
    misplaced: kept.filter(({ number, place }, at) => {
      const before = kept[at - 1]
      return before?.place === place && number < before.number
    }).length
  }
}
