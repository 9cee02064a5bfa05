// What rows of each table look like, so that bytes found anywhere can be told to be one of them.
import type { Database, SqlValue } from '../../../base/sql.ts'
import { quoted } from '../copy.ts'

export interface Column {
  name: string
  type: string
  isRequired: boolean
}

export interface TableShape {
  name: string
  /** In the order in which a record holds them. */
  columns: Column[]
  /** The column that is the row's number and is stored as nothing. */
  rowidColumn: string | null
  /** Whether rows are kept as entries of an index. */
  hasNoRowid: boolean
}

interface Info {
  name: string
  type: string
  notnull: number
  pk: number
}

/** The shape of a table of a database that is whole. */
export function shapeOf(database: Database, name: string): TableShape {
  const infos = database.prepare<Info>(`SELECT name, type, "notnull", pk
    FROM pragma_table_info(${textOf(name)})`)
  const all = infos.all()
  const list = database.prepare<{ wr: number }>(`SELECT wr FROM pragma_table_list(${textOf(name)})`)
  const hasNoRowid = list.get()?.wr === 1
  const keys = all.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const [key] = keys
  const isAlias = !hasNoRowid && keys.length === 1 && key?.type.toUpperCase() === 'INTEGER'
  const ordered = hasNoRowid ? [...keys, ...all.filter(({ pk }) => pk === 0)] : all
  return {
    name,
    columns: ordered.map((info) => ({
      name: info.name,
      type: info.type.toUpperCase(),
      isRequired: info.notnull === 1
    })),
    rowidColumn: isAlias && key ? key.name : null,
    hasNoRowid
  }
}

/**
 * A row to insert, if a record fits the shape; shorter records are older than the last columns.
 * `rowid` is null for entries of an index.
 */
export function fitRow(
  shape: TableShape,
  record: readonly SqlValue[],
  rowid: number | null
): SqlValue[] | null {
  if (record.length === 0 || record.length > shape.columns.length) return null
  const row = record.map((value, index) =>
    value === null && shape.columns[index]?.name === shape.rowidColumn ? rowid : value
  )
  return row.every((value, index) => fits(value, shape.columns[index])) ? row : null
}

/** How many columns at most were added to a table after rows were written. */
const ADDED_LATER = 3

/** The one table whose row this can be; null where it is none's or could be several's. */
export function recognise(
  shapes: readonly TableShape[],
  record: readonly SqlValue[],
  rowid: number
): TableShape | null {
  const candidates = shapes.filter(
    (shape) =>
      !shape.hasNoRowid &&
      record.length >= shape.columns.length - ADDED_LATER &&
      fitRow(shape, record, rowid) !== null &&
      // Only a table with a name of its own for the row's number stores nothing in its place.
      isNumbered(shape, record)
  )
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

function isNumbered(shape: TableShape, record: readonly SqlValue[]): boolean {
  const place = shape.columns.findIndex(({ name }) => name === shape.rowidColumn)
  return place === -1 || record[place] === null
}

function fits(value: SqlValue | undefined, column: Column | undefined): boolean {
  if (!column) return false
  if (value === null || value === undefined) return !column.isRequired
  if (typeof value === 'number') {
    return column.type === 'REAL' || (column.type === 'INTEGER' && Number.isInteger(value))
  }
  if (typeof value === 'string') return column.type === 'TEXT'
  return column.type === 'BLOB' || column.type === 'ANY'
}

/** The statement that inserts the first `width` columns of a row that is not there yet. */
export function insertSql({ name, columns }: TableShape, width: number): string {
  const names = columns.slice(0, width).map((column) => quoted(column.name))
  const marks = names.map(() => '?')
  return `INSERT OR IGNORE INTO ${quoted(name)} (${names.join(', ')}) VALUES (${marks.join(', ')})`
}

function textOf(name: string): string {
  return `'${name.replaceAll("'", "''")}'`
}
