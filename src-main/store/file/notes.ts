// What is written beside the database: what it is, what is to be done to it, what was done.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { writeDurably } from './disk.ts'
import type { FileNames } from './names.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const path = v.pipe(v.string(), v.maxLength(4096))

const reportSchema = v.object({
  at: v.number(),
  cause: v.picklist(['damaged', 'unreadable']),
  messagesSaved: count,
  messagesLost: v.nullable(count),
  keptAt: path
})

const known = {
  /** The schema it had when it was last open or made; null: look. */
  schema: v.optional(v.nullable(count), null),
  /** `printOf` the key it is under; null: not known. */
  keyPrint: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64))), null),
  /** When all of it was last read and found whole, ms since 1970. */
  checkedAt: v.optional(v.nullable(v.number()), null),
  /** What became of the last damage, until main has heard of it. */
  report: v.optional(v.nullable(reportSchema), null)
}

const notesSchema = v.object({
  ...known,
  /** Damage was found: repair it before anything else. */
  needsRepair: v.optional(v.boolean(), false),
  /** The fresh copy is complete and takes the place of the file, whatever happens meanwhile. */
  swap: v.optional(
    v.nullable(
      v.object({
        /** The file as it was when it was copied: one that was changed since is not replaced. */
        size: count,
        changedAt: v.number(),
        keepAs: v.nullable(path),
        /** Whether its log belongs to what is kept. */
        keepsLog: v.boolean(),
        /** Whether what earlier migrations kept goes. */
        dropsOlder: v.boolean(),
        then: v.object(known)
      })
    ),
    null
  )
})
export type FileNotes = v.InferOutput<typeof notesSchema>
export type Swap = NonNullable<FileNotes['swap']>

/** Reads the notes; without them, or with broken ones, nothing is known. */
export function readNotes(names: FileNames): FileNotes {
  try {
    return v.parse(notesSchema, JSON.parse(readFileSync(names.notes, 'utf8')))
  } catch {
    return v.parse(notesSchema, {})
  }
}

/** Changes some of the notes; they are on disk when this returns. */
export function changeNotes(names: FileNames, change: Partial<FileNotes>): void {
  const before = readNotes(names)
  const after = { ...before, ...change }
  const text = JSON.stringify(after)
  if (text !== JSON.stringify(before)) writeDurably(names.notes, text)
}

/** Tells keys apart without giving them away: they are 256 random bits. */
export function printOf(key: string | null): string {
  if (key === null) return 'plain'
  return createHash('sha256').update(`filo file key ${key}`).digest('hex').slice(0, 32)
}
