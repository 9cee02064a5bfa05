// The names of all files beside the database.
import { basename, dirname, extname, join } from 'node:path'

export interface FileNames {
  /** The database itself; SQLite adds `-wal` and `-shm`. */
  path: string
  /** A copy that is being made and will take its place. */
  fresh: string
  /** A copy of a damaged file that is being read. */
  broken: string
  /** What is known about the file without opening it. */
  notes: string
  /** The pages that hold the schema, as they are on disk. */
  head: string
}

export function namesOf(path: string): FileNames {
  return {
    path,
    fresh: `${path}.new`,
    broken: `${path}.broken`,
    notes: `${path}.notes.json`,
    head: `${path}.head`
  }
}

/** Where the file stays that an older version of Filo can open: `filo.before-4.sqlite`. */
export function beforeName(path: string, version: number): string {
  return sibling(path, `before-${version}`)
}

/** Whether a file of the same folder is such a one. */
export function isBeforeName(path: string, name: string): boolean {
  const [head, tail] = ends(path)
  const middle = name.slice(head.length, name.length - tail.length)
  return name.startsWith(head) && name.endsWith(tail) && /^\.before-\d+$/.test(middle)
}

/** Where a damaged file is kept: `filo.damaged-20261122-214503.sqlite`, in local time. */
export function damagedName(path: string, at: number): string {
  return sibling(path, `damaged-${stamp(at)}`)
}

/** Where a file is kept that a newer Filo left, which this one can't read: in local time, as above. */
export function newerName(path: string, at: number): string {
  return sibling(path, `newer-${stamp(at)}`)
}

function stamp(at: number): string {
  const time = new Date(at)
  const [day, clock] = [
    [time.getFullYear(), time.getMonth() + 1, time.getDate()],
    [time.getHours(), time.getMinutes(), time.getSeconds()]
  ].map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''))
  return `${day}-${clock}`
}

function sibling(path: string, middle: string): string {
  const [head, tail] = ends(path)
  return join(dirname(path), `${head}.${middle}${tail}`)
}

function ends(path: string): [string, string] {
  const tail = extname(path)
  return [basename(path, tail), tail]
}
