// What the network process asks of the store about files that go and come, and what the store tells it of them.
import * as v from 'valibot'
import { failureSchema } from '../../src-preload/contract/failure.ts'
import {
  fileKinds,
  serverFilesSchema,
  type FileId,
  type FileKind
} from '../../src-preload/contract/files.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import { call } from '../../src-preload/contract/rpc.ts'

const serverId = v.pipe(v.string(), v.uuid())
const fileId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const pixels = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** A file of a message that is about to be said. */
export interface OutboxFile {
  name: string
  type: string
  kind: FileKind
  size: number
  sha256: string | null
  width: number | null
  height: number | null
  /** What the server called it when it went there, in the dialect's own shape. */
  result: unknown
  /** Where its bytes lie, absolute, and how they were when it was chosen. */
  source: FileSource | null
  /** Its bytes as the dialect wants them, once they were read for a message that holds them. */
  data?: unknown
}

/** A file on this computer. */
export interface FileSource {
  path: string
  size: number
  /** ms since 1970; a file that was changed since is not sent. */
  modifiedAt: number | null
}

/** What tells where a file of a server lies. */
export interface FilePlace {
  fileId: FileId
  conversation: ConversationRef
  name: string
  mediaType: string
  remoteId: string | null
  url: string | null
}

/** One file to be moved. */
export interface TransferJob extends FilePlace {
  serverId: ServerId
  conversationId: ConversationId
  direction: 'up' | 'down'
  kind: FileKind
  /** Null where a server did not say. */
  size: number | null
  sha256: string | null
  width: number | null
  height: number | null
  /** Of an upload. */
  source: FileSource | null
  /** Bytes that it may have at most; null: nobody set a bound. */
  most: number | null
  /** Bytes that the other side has for certain. */
  bytes: number
  /** What the last try left for going on, as it was told. */
  resume: Record<string, string>
  attempts: number
  /** Absolute: where pieces of downloads lie, and where whole ones go. */
  folder: string
}

const resumeSchema = v.pipe(
  v.record(
    v.pipe(v.string(), v.maxLength(40)),
    v.pipe(v.string(), v.maxLength(limits.fileAddress))
  ),
  v.check((values) => Object.keys(values).length <= 10)
)

/** How a transfer ended. */
export const transferEndSchema = v.variant('end', [
  v.object({
    end: v.literal('sent'),
    /** What the server called it: small JSON. */
    result: v.unknown(),
    sha256: v.nullable(sha256)
  }),
  v.object({
    end: v.literal('arrived'),
    /** Below the folder. */
    path: v.pipe(v.string(), v.minLength(1), v.maxLength(500), v.regex(/^[^/\\]+(\/[^/\\]+)*$/)),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.fileName)),
    size: count,
    sha256,
    mediaType: v.pipe(v.string(), v.maxLength(130)),
    kind: v.picklist(fileKinds),
    width: pixels,
    height: pixels
  }),
  v.object({ end: v.literal('failed'), failure: failureSchema }),
  /** Tried again after a while; `isCounted` where it was the other side's fault. */
  v.object({
    end: v.literal('postponed'),
    afterMs: count,
    failure: v.nullable(failureSchema),
    isCounted: v.boolean()
  })
])
export type TransferEnd = v.InferOutput<typeof transferEndSchema>

export const storeTransferCalls = {
  /** The first files of a server that wait to be fetched, in the order in which they would be taken. */
  waitingPlaces: call(v.object({ serverId })).returns<FilePlace[]>(),
  /**
   * Takes the next transfers of a server, first those on screen; they count as running from now on. With `fileIds`:
   * of these only.
   */
  takeTransfers: call(
    v.object({
      serverId,
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)),
      fileIds: v.optional(v.pipe(v.array(fileId), v.maxLength(limits.placesAsked)))
    })
  ).returns<{
    jobs: TransferJob[]
    /** When a further one may be tried, ms since 1970; null: none waits for its time. */
    nextAt: number | null
  }>(),
  /** What a server takes of files, by what is known of it now; null: none. */
  keepServerFiles: call(
    v.object({ serverId, files: v.nullable(serverFilesSchema) })
  ).returns<null>(),
  /** So much is on the other side for certain. */
  noteTransfers: call(
    v.object({
      notes: v.pipe(
        v.array(v.object({ fileId, bytes: count, resume: resumeSchema })),
        v.maxLength(100)
      )
    })
  ).returns<null>(),
  endTransfer: call(v.object({ fileId, end: transferEndSchema })).returns<null>(),
  /** What is on screen goes first; images of at most so many bytes are wanted from now on. */
  showFiles: call(
    v.object({
      fileIds: v.pipe(v.array(fileId), v.maxLength(limits.filesShown)),
      autoBytes: count
    })
  ).returns<null>()
}

export interface TransferEvents {
  /** These servers have transfers that may be taken. */
  transfersWaiting: { serverIds: ServerId[] }
  /** These are not to be moved any more: paused, taken back or gone. */
  transfersStopped: { fileIds: FileId[] }
}
