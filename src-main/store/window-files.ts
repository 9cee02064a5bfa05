// Answers the window's calls about files: the composer's, those that move, and small pictures.
import { readFile, stat } from 'node:fs/promises'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { fileStoreCalls } from '../../src-preload/contract/files.ts'
import { type FileId, type FileView, type Transfers } from '../../src-preload/contract/files.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import { safeFileName, typeByName, plainType } from '../base/file-name.ts'
import { cancel, download, goOn, pause, pauseEverything } from './files/acts.ts'
import type { KeptFiles } from './files/kept-files.ts'
import { imageIn, whatIs } from '../base/image-head.ts'
import { sourceOf } from './files/moves.ts'
import { orderStaged, stage, unstage } from './files/staging.ts'
import {
  readFileBytes,
  readFileRow,
  readStaged,
  toFileView,
  writeThumbnail
} from './queries/files.ts'
import { clearDone, readTransfers } from './queries/transfers.ts'
import type { StoreCore } from './store-core.ts'
import { tellFile } from './files/acts.ts'
import type { WindowTransfers } from './window-transfers.ts'

type FileHandlers = Handlers<typeof fileStoreCalls>

export function fileHandlers(
  core: StoreCore,
  kept: KeptFiles,
  panel: WindowTransfers
): FileHandlers {
  return {
    listStaged: ({ conversationId }) =>
      core.read((db) => done(readStaged(db, conversationId).map(toFileView))),
    stageBytes: (pasted) => stageBytes(core, kept, pasted),
    unstage: ({ fileId }) => core.answer((session) => unstage(session, fileId)),
    orderStaged: ({ conversationId, fileIds }) =>
      core.answer((session) => orderStaged(session, conversationId, fileIds)),
    downloadFile: ({ fileId }) => core.answer((session) => download(session, fileId)),
    pauseTransfer: ({ fileId }) => core.answer((session) => pause(session, fileId)),
    resumeTransfer: ({ fileId }) => core.answer((session) => goOn(session, fileId)),
    cancelTransfer: ({ fileId }) => core.answer((session) => cancel(session, fileId)),
    retryTransfer: ({ fileId }) => core.answer((session) => goOn(session, fileId)),
    pauseAllTransfers: ({ paused }) => core.answer((session) => pauseEverything(session, paused)),
    clearTransfers: () =>
      core.answer((session) => {
        clearDone(session.db)
        session.changes.haveTransfersChanged = true
        return done(null)
      }),
    watchTransfers: ({ on }) => {
      panel.watch(on)
      return core.read((db): Result<Transfers> => done(readTransfers(db)))
    },
    readImage: ({ fileId }) => readImage(core, kept, fileId),
    keepThumbnail: ({ fileId, bytes }) => keepThumbnail(core, fileId, bytes)
  }
}

async function stageBytes(
  core: StoreCore,
  kept: KeptFiles,
  pasted: { conversationId: number; name: string; mediaType: string; bytes: Uint8Array }
): Promise<Result<FileView>> {
  const { conversationId, bytes } = pasted
  const name = safeFileName(pasted.name)
  const told = typeByName(name) ?? plainType(pasted.mediaType)
  const path = await kept.keep(name, bytes).catch((error: NodeJS.ErrnoException) => error.code)
  if (!path?.startsWith('pasted/')) {
    return refuse(path === 'ENOSPC' ? 'disk-full' : 'file-not-written')
  }
  const place = { path, isKept: true, modifiedAt: null, size: bytes.byteLength }
  const staged = core.answer((session) =>
    stage(session, conversationId, { name, ...whatIs(bytes, told), ...place })
  )
  if (!staged.ok) await kept.drop(path)
  return staged
}

async function readImage(
  core: StoreCore,
  kept: KeptFiles,
  fileId: FileId
): Promise<Result<{ bytes: Uint8Array; mediaType: string; width: number; height: number }>> {
  const row = readFileRow(core.db, fileId)
  if (!row) return refuse('not-found')
  if (row.kind !== 'image') return refuse('not-supported')
  const source = sourceOf(row, kept.folder)
  const bytes = source ? await readBounded(source.path) : readFileBytes(core.db, fileId)
  if (!bytes) return refuse('file-gone')
  // What its header promises is what decoding it would take.
  const image = imageIn(bytes)
  if (!image || image.width * image.height > limits.imagePixels) return refuse('not-supported')
  const { type: mediaType, width, height } = image
  return done({ bytes, mediaType, width, height })
}

async function readBounded(path: string): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(path)
    return size > limits.imageBytes ? null : await readFile(path)
  } catch {
    return null // it was moved away or may not be read
  }
}

function keepThumbnail(core: StoreCore, fileId: FileId, bytes: Uint8Array): Result<null> {
  const type = imageIn(bytes)?.type
  if (type !== 'image/webp' && type !== 'image/png') return refuse('input-invalid')
  return core.answer((session) => {
    const row = readFileRow(session.db, fileId)
    if (!row) return refuse('not-found')
    writeThumbnail(session.db, fileId, bytes)
    if (row.message_id === null) session.changes.staged.add(row.conversation_id)
    tellFile(session, row)
    return done(null)
  })
}
