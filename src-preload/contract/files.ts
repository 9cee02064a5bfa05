// Files that go with messages: how the window sees them, what it may ask for, and how they move.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import { limits } from './limits.ts'
import type { ConversationId, MessageId, ServerId } from './model.ts'
import { call } from './rpc.ts'

export type FileId = number

/** What the window can show by itself; `other` is opened elsewhere. */
export const fileKinds = ['image', 'audio', 'video', 'other'] as const
export type FileKind = (typeof fileKinds)[number]

/**
 * `none`: it is on the server and nobody asked for it. `queued`: waits for its turn or for the server.
 * `here`: its bytes lie on this computer, and where it is one's own they are on the server, too.
 */
export const fileStates = [
  'none',
  'queued',
  'uploading',
  'downloading',
  'paused',
  'failed',
  'here'
] as const
export type FileState = (typeof fileStates)[number]

/** Addresses of bytes on this computer, for `src` of images, sound and film; good for this window only. */
export const LOCAL_FILES = 'app://filo/local/'
export const THUMBNAILS = 'app://filo/thumbnail/'

/** A file of a message, or one that is about to be sent. */
export interface FileView {
  id: FileId
  /** One line, and fit to be a file's name on all three systems. */
  name: string
  mediaType: string
  kind: FileKind
  /** Bytes; null where the server did not say. */
  size: number | null
  /** Pixels of an image, as its header or the server says; null where nobody knows. */
  width: number | null
  height: number | null
  state: FileState
  /** Bytes that the other side has for certain; `filesMoved` tells of the rest. */
  bytes: number
  /** Why it failed, or why it waits. */
  failure: Failure | null
  /** Whether its bytes lie on this computer. */
  isHere: boolean
  /** Under `LOCAL_FILES`, where it is here and of a kind that the window shows. */
  src: string | null
  /** Under `THUMBNAILS`; null where none was made yet. */
  thumbnail: string | null
  /** Opening it could run it. */
  isRisky: boolean
}

/** What stands for a message in one line where it has no words: its first file. */
export interface FileLabel {
  kind: FileKind
  name: string
}

/** What a server takes; null of a server that takes none. */
export const serverFilesSchema = v.object({
  /** Bytes of one file; null: it does not say. */
  bytes: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** Files of one message; further ones go in messages of their own. */
  perMessage: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.messageFiles)),
  /** Whether words go with them; else they go as a message of their own. */
  captions: v.boolean()
})
export type ServerFiles = v.InferOutput<typeof serverFilesSchema>

/** One line of the Transfers panel. */
export interface Transfer {
  fileId: FileId
  serverId: ServerId
  conversationId: ConversationId
  /** Null for what is not sent yet. */
  messageId: MessageId | null
  direction: 'up' | 'down'
  file: FileView
  /** When it was asked for, ms since 1970. */
  createdAt: number
  /** When it was done; null while it is not. */
  finishedAt: number | null
}

/** The panel's content: what is under way first, then what waits or failed, then the last done; bounded. */
export interface Transfers {
  transfers: Transfer[]
  /** How many there are of each, those that are not listed included. */
  waiting: number
  running: number
  paused: number
  failed: number
}

/** How a file moves right now; told while it does. */
export interface FileProgress {
  fileId: FileId
  direction: 'up' | 'down'
  bytes: number
  /** Null where it is not known. */
  total: number | null
  bytesPerSecond: number
  /** Null while it can't be told. */
  secondsLeft: number | null
}

const fileId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const conversationId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const empty = v.strictObject({})

/** What the window asks of the store. */
export const fileStoreCalls = {
  /** The files that wait in a conversation's composer, in order; afterwards `stagedChanged` tells. */
  listStaged: call(v.strictObject({ conversationId })).returns<FileView[]>(),
  /** Puts bytes without a file (a pasted picture) into the composer. Refuses with `file-too-large`, `too-many`. */
  stageBytes: call(
    v.strictObject({
      conversationId,
      name: v.pipe(v.string(), v.maxLength(limits.name)),
      mediaType: v.pipe(v.string(), v.maxLength(100)),
      bytes: v.pipe(
        v.instance(Uint8Array),
        v.check((bytes) => bytes.byteLength <= limits.pastedBytes)
      )
    })
  ).returns<FileView>(),
  unstage: call(v.strictObject({ fileId })).returns<null>(),
  /** The order in which they are sent; those that are not named follow. */
  orderStaged: call(
    v.strictObject({
      conversationId,
      fileIds: v.pipe(v.array(fileId), v.maxLength(limits.stagedFiles))
    })
  ).returns<null>(),

  /** Fetches a file of a message. */
  downloadFile: call(v.strictObject({ fileId })).returns<null>(),
  pauseTransfer: call(v.strictObject({ fileId })).returns<null>(),
  resumeTransfer: call(v.strictObject({ fileId })).returns<null>(),
  /** A download is forgotten; an upload takes its message back into the composer. */
  cancelTransfer: call(v.strictObject({ fileId })).returns<null>(),
  /** Tries a failed one again, at once. */
  retryTransfer: call(v.strictObject({ fileId })).returns<null>(),
  pauseAllTransfers: call(v.strictObject({ paused: v.boolean() })).returns<null>(),
  /** Takes what is done out of the list. */
  clearTransfers: call(empty).returns<null>(),
  /** While on, `transfersChanged` tells of changes, twice a second at most. */
  watchTransfers: call(v.strictObject({ on: v.boolean() })).returns<Transfers>(),

  /**
   * The bytes of a local image, for making its small picture in the window's worker. Refuses with
   * `not-supported` what its header says would be larger than `limits.imagePixels` when decoded.
   */
  readImage: call(v.strictObject({ fileId })).returns<{
    bytes: Uint8Array
    mediaType: string
    width: number
    height: number
  }>(),
  /** Keeps a small picture (webp or png, at most `limits.thumbnailBytes`) that the window made. */
  keepThumbnail: call(
    v.strictObject({
      fileId,
      bytes: v.pipe(
        v.instance(Uint8Array),
        v.check((bytes) => bytes.byteLength > 0 && bytes.byteLength <= limits.thumbnailBytes)
      )
    })
  ).returns<null>()
}

export interface FileStoreEvents {
  stagedChanged: { conversationId: ConversationId; files: FileView[] }
  transfersChanged: Transfers
}

/** What the window asks of the network process. */
export const fileNetworkCalls = {
  /**
   * What is on screen now: its transfers go first, and its images that are small enough for the settings
   * are fetched by themselves.
   */
  filesShown: call(
    v.strictObject({ fileIds: v.pipe(v.array(fileId), v.maxLength(limits.filesShown)) })
  ).returns<null>()
}

export interface FileNetworkEvents {
  /** Those that move, ten times a second at most. */
  filesMoved: { files: FileProgress[] }
}

/** What the window asks of main. */
export const fileAppCalls = {
  /** Asks which files to send and puts them into the composer; what could not be taken is told by `fileErrand`. */
  chooseFiles: call(v.strictObject({ conversationId })).returns<null>(),
  /** Opens it in the system's program. Refuses with `file-risky` unless `anyway`, with `file-gone`. */
  openFile: call(v.strictObject({ fileId, anyway: v.boolean() })).returns<null>(),
  /** Shows it in the system's file manager. */
  showFile: call(v.strictObject({ fileId })).returns<null>(),
  /** Asks for a place and copies it there; `fileErrand` tells. */
  saveFile: call(v.strictObject({ fileId })).returns<null>()
}

/** What became of files that went through a dialog, a drop or a paste. */
export type FileErrand =
  | { kind: 'refused'; conversationId: ConversationId; name: string; failure: Failure }
  | { kind: 'saved'; fileId: FileId; name: string }
  | { kind: 'not-saved'; fileId: FileId; name: string; failure: Failure }

/** How files move, as the person set it. */
export const transferSettingsSchema = v.object({
  /** Bytes a second; null: as fast as it goes. */
  upRate: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1_000))), null),
  downRate: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1_000))), null),
  /** Images up to this many bytes are fetched when they are on screen; 0: none are. */
  autoBytes: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limits.autoBytes)),
    5_000_000
  ),
  /** Whether the network costs by the byte: then nothing is fetched by itself. `auto`: as the system says. */
  metered: v.optional(v.picklist(['auto', 'yes', 'no']), 'auto')
})
export type TransferSettings = v.InferOutput<typeof transferSettingsSchema>
