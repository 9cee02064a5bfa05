// Puts rows that were read from a damaged file into the fresh one, as far as its rules take them.
import { sqlCode, type Database, type SqlStatement, type SqlValue } from '../../../base/sql.ts'
import { walkTree, type Cell, type Pages } from './pages.ts'
import { readRecord } from './record.ts'
import { fitRow, insertSql, recognise, type TableShape } from './shape.ts'

/** Rows that share one transaction. */
const BATCH_ROWS = 5000

interface Tally {
  /** Rows that the damaged file shows. */
  seen: number
  saved: number
  /** Whether its tree could be walked from end to end. */
  isWhole: boolean
}

export class RowSaver {
  readonly #fresh: Database
  readonly #shapes: readonly TableShape[]
  readonly #statements = new Map<string, SqlStatement<unknown>>()
  readonly #tallies = new Map<string, Tally>()
  #open = 0

  constructor(fresh: Database, shapes: readonly TableShape[]) {
    this.#fresh = fresh
    this.#shapes = shapes
    // Rows come in any order, and without those that are lost.
    fresh.exec('PRAGMA foreign_keys = OFF')
  }

  saved(table: string): number {
    return this.#tally(table).saved
  }

  found(table: string): Tally {
    return this.#tally(table)
  }

  /** Saves the rows below a root; its pages join `reached`. */
  saveTree(
    pages: Pages,
    root: number,
    shape: TableShape,
    reached: Set<number>
  ): { broken: number } {
    const { pages: seen, broken } = walkTree(pages, root, (cells) => {
      for (const cell of cells) this.#save(shape, cell)
    })
    for (const page of seen) reached.add(page)
    this.#tally(shape.name).isWhole = broken === 0
    return { broken }
  }

  /** Saves rows of pages to which no tree leads any more. */
  saveLoose(pages: Pages, reached: ReadonlySet<number>): void {
    const free = pages.free()
    for (let page = 2; page <= pages.count; page++) {
      if (reached.has(page) || free.has(page)) continue
      const found = pages.read(page)
      if (found?.kind !== 'table-leaf') continue
      for (const cell of found.cells) {
        const record = readRecord(cell.payload)
        const shape = record && recognise(this.#shapes, record, cell.rowid ?? 0)
        if (shape) this.#save(shape, cell)
      }
    }
  }

  /** Ends what is open. */
  finish(): void {
    if (this.#open > 0) this.#fresh.exec('COMMIT')
    this.#open = 0
  }

  #save(shape: TableShape, cell: Cell): void {
    const tally = this.#tally(shape.name)
    tally.seen++
    const record = readRecord(cell.payload)
    const row = record && fitRow(shape, record, cell.rowid)
    if (row && this.#insert(shape, row)) tally.saved++
  }

  #insert(shape: TableShape, row: readonly SqlValue[]): boolean {
    if (this.#open++ === 0) this.#fresh.exec('BEGIN')
    const isIn = this.#tryInsert(shape, row)
    if (this.#open >= BATCH_ROWS) this.finish()
    return isIn
  }

  #tryInsert(shape: TableShape, row: readonly SqlValue[]): boolean {
    try {
      return this.#statement(shape, row.length).run(row).changes > 0
    } catch (error) {
      // A row that breaks a rule is lost; anything else is not about the row.
      if (!(error instanceof TypeError) && !isConstraint(error)) throw error
      return false
    }
  }

  #statement(shape: TableShape, width: number): SqlStatement<unknown> {
    const sql = insertSql(shape, width)
    const known = this.#statements.get(sql)
    if (known) return known
    const made = this.#fresh.prepare(sql)
    this.#statements.set(sql, made)
    return made
  }

  #tally(table: string): Tally {
    const known = this.#tallies.get(table)
    if (known) return known
    const made: Tally = { seen: 0, saved: 0, isWhole: false }
    this.#tallies.set(table, made)
    return made
  }
}

function isConstraint(error: unknown): boolean {
  return sqlCode(error)?.startsWith('SQLITE_CONSTRAINT') === true
}
