// The pages of a damaged database as SQLite deciphers them, and the cells that can be read on each.
import type { Database } from '../../../base/sql.ts'
import { readVarint } from './record.ts'

/** Bytes; no row of ours comes near. */
const LONGEST_RECORD = 8 * 1024 * 1024

/** All files of ours have pages of this size. */
export const PAGE_BYTES = 4096

export type PageKind = 'table-leaf' | 'table-inner' | 'index-leaf' | 'index-inner'

const KINDS = new Map<number, PageKind>([
  [0x0d, 'table-leaf'],
  [0x05, 'table-inner'],
  [0x0a, 'index-leaf'],
  [0x02, 'index-inner']
])

/** A row as stored, or an entry of an index. */
export interface Cell {
  /** Only in tables. */
  rowid: number | null
  /** The record. */
  payload: Buffer
}

export interface ReadPage {
  kind: PageKind
  cells: Cell[]
  /** Cells that make no sense. */
  broken: number
  /** Pages below this one. */
  children: number[]
  /** Pages on which long records go on. */
  overflow: number[]
}

export class Pages {
  readonly count: number
  readonly #read: (page: number) => Buffer | null
  readonly #usable: number

  constructor(database: Database) {
    const one = database.prepare<{ data: Buffer }>('SELECT data FROM sqlite_dbpage WHERE pgno = ?')
    this.#read = (page) => one.get([page])?.data ?? null
    const row = database.prepare<{ n: number }>('SELECT count(*) AS n FROM sqlite_dbpage').get()
    this.count = row?.n ?? 0
    this.#usable = PAGE_BYTES - (this.bytes(1)?.[20] ?? 0)
  }

  /** A page as it is; null where there is none. */
  bytes(page: number): Buffer | null {
    if (!Number.isInteger(page) || page < 1 || page > this.count) return null
    try {
      const data = this.#read(page)
      return data?.length === PAGE_BYTES ? data : null
    } catch {
      return null
    }
  }

  /** What can be read on a page of a table or an index; null where it is neither. */
  read(page: number): ReadPage | null {
    const bytes = this.bytes(page)
    const start = page === 1 ? 100 : 0
    const kind = KINDS.get(bytes?.[start] ?? 0)
    if (!bytes || !kind) return null
    const isInner = kind.endsWith('inner')
    const count = bytes.readUInt16BE(start + 3)
    const pointers = start + (isInner ? 12 : 8)
    const found: ReadPage = { kind, cells: [], broken: 0, children: [], overflow: [] }
    if (pointers + count * 2 > PAGE_BYTES) return { ...found, broken: 1 }
    for (let index = 0; index < count; index++) {
      const at = bytes.readUInt16BE(pointers + index * 2)
      if (at < pointers + count * 2 || !this.#readCell(bytes, at, found)) found.broken++
    }
    if (isInner) found.children.push(bytes.readUInt32BE(start + 8))
    return found
  }

  /** Pages that hold nothing, as far as their list can be read. */
  free(): Set<number> {
    const free = new Set<number>()
    let trunk = this.bytes(1)?.readUInt32BE(32) ?? 0
    while (trunk !== 0 && !free.has(trunk)) {
      const bytes = this.bytes(trunk)
      if (!bytes) break
      free.add(trunk)
      const count = Math.min(bytes.readUInt32BE(4), PAGE_BYTES / 4 - 2)
      for (let index = 0; index < count; index++) free.add(bytes.readUInt32BE(8 + index * 4))
      trunk = bytes.readUInt32BE(0)
    }
    return free
  }

  #readCell(bytes: Buffer, start: number, found: ReadPage): boolean {
    let at = start
    if (found.kind.endsWith('inner')) {
      if (at + 4 > PAGE_BYTES) return false
      found.children.push(bytes.readUInt32BE(at))
      at += 4
      // The inner pages of a table hold no rows.
      if (found.kind === 'table-inner') return true
    }
    const size = readVarint(bytes, at)
    if (!size || size.value > LONGEST_RECORD) return false
    const rowid = found.kind === 'table-leaf' ? readVarint(bytes, size.end) : null
    if (found.kind === 'table-leaf' && !rowid) return false
    const payload = this.#readPayload(bytes, rowid?.end ?? size.end, size.value, found)
    if (!payload) return false
    found.cells.push({ rowid: rowid?.value ?? null, payload })
    return true
  }

  #readPayload(bytes: Buffer, at: number, size: number, found: ReadPage): Buffer | null {
    const here = this.#localBytes(size, found.kind === 'table-leaf')
    if (at + here > PAGE_BYTES) return null
    const parts = [bytes.subarray(at, at + here)]
    let missing = size - here
    if (missing === 0) return Buffer.from(bytes.subarray(at, at + here))
    if (at + here + 4 > PAGE_BYTES) return null
    let next = bytes.readUInt32BE(at + here)
    while (missing > 0) {
      const more = this.bytes(next)
      if (!more) return null
      found.overflow.push(next)
      parts.push(more.subarray(4, 4 + Math.min(missing, this.#usable - 4)))
      missing -= this.#usable - 4
      next = more.readUInt32BE(0)
    }
    return Buffer.concat(parts)
  }

  // How much of a record stays on the page itself: SQLite's file format, section 1.6.
  #localBytes(size: number, isTable: boolean): number {
    const usable = this.#usable
    const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23
    if (size <= most) return size
    const least = Math.floor(((usable - 12) * 32) / 255) - 23
    const local = least + ((size - least) % (usable - 4))
    return local <= most ? local : least
  }
}

export interface Tree {
  cells: Cell[]
  /** All pages that belong to it. */
  pages: Set<number>
  /** Pages and cells that could not be read. */
  broken: number
}

/** Walks a table or index from its root; `onPage` gets the cells page by page. */
export function walkTree(
  pages: Pages,
  root: number,
  onCells: (cells: readonly Cell[]) => void
): Omit<Tree, 'cells'> {
  const seen = new Set<number>()
  let broken = 0
  const waiting = [root]
  let family: string | null = null
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const found = seen.has(page) ? null : pages.read(page)
    seen.add(page)
    family ??= found?.kind.split('-')[0] ?? null
    if (!found?.kind.startsWith(family ?? '?')) {
      broken++
      continue
    }
    broken += found.broken
    for (const overflow of found.overflow) seen.add(overflow)
    // Left to right, so that rows come in their order.
    waiting.push(...found.children.reverse())
    onCells(found.cells)
  }
  return { pages: seen, broken }
}
