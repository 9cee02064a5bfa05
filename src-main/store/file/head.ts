// Keeps the few pages that hold the schema beside the file: without them nothing of it could be read.
import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import type { Database } from '../../base/sql.ts'
import { writeDurably } from './disk.ts'
import type { FileNames } from './names.ts'
import { PAGE_BYTES, Pages, walkTree } from './salvage/pages.ts'

/** More than any schema of ours takes. */
const MOST_PAGES = 256

/** Copies the pages as they are on disk (encrypted, if the file is), unless that was done before. */
export function keepHead(database: Database, names: FileNames): void {
  if (existsSync(names.head)) return
  // The pages on disk must be those that SQLite sees.
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  const { pages, broken } = walkTree(new Pages(database), 1, () => undefined)
  if (broken > 0 || pages.size > MOST_PAGES) return
  const file = openSync(names.path, 'r')
  try {
    const parts = [...pages].flatMap((page) => {
      const bytes = Buffer.alloc(PAGE_BYTES)
      readSync(file, bytes, 0, PAGE_BYTES, (page - 1) * PAGE_BYTES)
      const number = Buffer.alloc(4)
      number.writeUInt32BE(page)
      return [number, bytes]
    })
    writeDurably(names.head, Buffer.concat(parts))
  } finally {
    closeSync(file)
  }
}

/** Puts the kept pages back into a copy of the file; answers whether there were any. */
export function restoreHead(names: FileNames, copy: string): boolean {
  const kept = existsSync(names.head) ? readFileSync(names.head) : Buffer.alloc(0)
  const file = openSync(copy, 'r+')
  try {
    let at = 0
    for (; at + 4 + PAGE_BYTES <= kept.length; at += 4 + PAGE_BYTES) {
      const page = Math.max(1, kept.readUInt32BE(at))
      writeSync(file, kept, at + 4, PAGE_BYTES, (page - 1) * PAGE_BYTES)
    }
    return at > 0
  } finally {
    closeSync(file)
  }
}

/** The kept first page is older than the file: tells it how long the file has become. */
export function correctLength(database: Database, filePages: number): void {
  const row = database
    .prepare<{ data: Buffer }>('SELECT data FROM sqlite_dbpage WHERE pgno = 1')
    .get()
  if (!row || row.data.readUInt32BE(28) >= filePages) return
  const first = Buffer.from(row.data)
  first.writeUInt32BE(filePages, 28)
  // The length counts only where these two agree.
  first.copy(first, 92, 24, 28)
  database.prepare('UPDATE sqlite_dbpage SET data = ? WHERE pgno = 1').run([first])
}
