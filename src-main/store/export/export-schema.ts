// The shape of an exported file, version 1: what is promised to whoever reads it. README.md says it in words.
import * as v from 'valibot'
import { failureCodes } from '../../../src-preload/contract/failure.ts'
import { proofs } from '../../../src-preload/contract/model.ts'

/** Readers check both before anything else. */
export const EXPORT_FORMAT = 'filo-export'
export const EXPORT_VERSION = 1

const nullableText = v.nullable(v.string())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const states = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unconfirmed'] as const

/** One moment, twice: for people and for programs. */
const timeSchema = v.object({
  iso: v.pipe(v.string(), v.isoTimestamp()),
  ms: v.number()
})
export type ExportedTime = v.InferOutput<typeof timeSchema>

const personSchema = v.object({ id: nullableText, name: v.string() })

const messageSchema = v.object({
  /** Unique within the file. */
  id: count,
  /** As the server calls it; null where it gives none. */
  remoteId: nullableText,
  author: personSchema,
  /** Written by the person who exported. */
  own: v.boolean(),
  time: timeSchema,
  receivedAt: timeSchema,
  /** As it was written; empty where deleted. */
  text: v.string(),
  edited: v.boolean(),
  deleted: v.boolean(),
  /** A line about the conversation rather than in it. */
  notice: v.boolean(),
  reply: v.nullable(
    v.object({
      /** The quoted message, where it is in this computer's history. */
      id: v.nullable(count),
      remoteId: nullableText,
      author: v.string(),
      text: v.string()
    })
  ),
  reactions: v.array(
    v.object({
      emoji: v.string(),
      people: v.array(v.object({ name: v.string(), own: v.boolean() }))
    })
  ),
  /** What went with it; their bytes are not in the export. */
  files: v.array(
    v.object({
      name: v.string(),
      mediaType: v.string(),
      /** Bytes; null where the server did not say. */
      size: v.nullable(count)
    })
  ),
  /** Of own messages: how far it got, and the strongest thing that the server proved. */
  state: v.nullable(v.picklist(states)),
  proof: v.nullable(v.picklist(proofs)),
  failure: v.nullable(v.picklist(failureCodes))
})
export type ExportedMessage = v.InferOutput<typeof messageSchema>

/** Between two moments the server may have messages that are not here. */
const gapSchema = v.object({ after: timeSchema, before: timeSchema, foundAt: timeSchema })
export type ExportedGap = v.InferOutput<typeof gapSchema>

const conversationEntries = {
  id: count,
  remoteId: v.string(),
  kind: v.picklist(['single', 'room', 'direct']),
  title: v.string(),
  topic: nullableText,
  /** For a direct conversation: whom it is with. */
  peer: v.nullable(v.object({ id: nullableText, name: nullableText })),
  joined: v.boolean(),
  gaps: v.array(gapSchema)
}

const conversationSchema = v.object({
  ...conversationEntries,
  /** Oldest first. */
  messages: v.array(messageSchema)
})
export type ExportedConversation = Omit<v.InferOutput<typeof conversationSchema>, 'messages'>

const serverEntries = {
  id: v.string(),
  name: v.string(),
  /** Without path, query and anything that lets one in. */
  address: v.string(),
  dialect: v.string(),
  /** By which name the person goes there. */
  myName: v.string()
}
const serverSchema = v.object({ ...serverEntries, conversations: v.array(conversationSchema) })
export type ExportedServer = Omit<v.InferOutput<typeof serverSchema>, 'conversations'>

const headEntries = {
  format: v.literal(EXPORT_FORMAT),
  version: v.literal(EXPORT_VERSION),
  app: v.string(),
  exportedAt: timeSchema,
  scope: v.picklist(['conversation', 'server', 'everything'])
}

export const exportSchema = v.object({
  ...headEntries,
  servers: v.array(serverSchema),
  /** Stands last, so that a file that was cut is known. */
  totals: v.object({ servers: count, conversations: count, messages: count })
})
export type ExportedHead = Pick<v.InferOutput<typeof exportSchema>, keyof typeof headEntries>
export type ExportedTotals = v.InferOutput<typeof exportSchema>['totals']
