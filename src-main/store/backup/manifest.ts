// What stands first inside a backup: what is in it, and what restoring needs beside the database.
import * as v from 'valibot'
import { limits } from '../../../src-preload/contract/limits.ts'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const manifestSchema = v.object({
  createdAt: v.number(),
  app: v.pipe(v.string(), v.maxLength(40)),
  /** Version of the database's schema. */
  schema: count,
  servers: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(limits.name * 2))),
    v.maxLength(limits.servers)
  ),
  conversations: count,
  messages: count,
  /** The database's own key: made for this file alone. */
  databaseKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  databaseBytes: count,
  /** The settings that are worth taking along; whoever takes them checks them. */
  settings: v.record(v.string(), v.unknown()),
  /** The person's own dialects: file name and text. */
  dialects: v.pipe(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.maxLength(200)),
        text: v.pipe(v.string(), v.maxLength(limits.dialectBytes))
      })
    ),
    v.maxLength(200)
  )
})
export type Manifest = v.InferOutput<typeof manifestSchema>
