// The files of the made-up store: a composer's, those that move, and the pictures themselves.
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { FileView, fileStoreCalls } from '../../../src-preload/contract/files.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import { file, madeUpTransfers, motionOf, stagedFiles } from './made-up-files.ts'
import type { Ranges } from './ranges.ts'
import type { World } from './world.ts'

const FILES_ROOM = 10

/** Answers the store's calls about files. */
export function filing(world: World, ranges: Ranges): Handlers<typeof fileStoreCalls> {
  const staged = new Map<number, FileView[]>([
    [FILES_ROOM, world.wish.tray === undefined ? [] : stagedFiles()]
  ])
  const transfers = madeUpTransfers(world.servers[0]?.id ?? '', world.wish.transfers)
  const everything = (): FileView[] => [
    ...[...staged.values()].flat(),
    ...[...world.messages.values()].flat().flatMap(({ files }) => files),
    ...transfers.transfers.map((one) => one.file)
  ]
  const tellStaged = (conversationId: number): void =>
    world.store?.tell('stagedChanged', { conversationId, files: staged.get(conversationId) ?? [] })
  setInterval(() => {
    world.network?.tell('filesMoved', { files: motionOf(everything()) })
  }, 300)

  function change(id: number, patch: Partial<FileView>): void {
    for (const [conversationId, files] of staged) {
      if (!files.some((one) => one.id === id)) continue
      staged.set(
        conversationId,
        files.map((one) => (one.id === id ? { ...one, ...patch } : one))
      )
      tellStaged(conversationId)
    }
    for (const message of [...world.messages.values()].flat()) {
      if (!message.files.some((one) => one.id === id)) continue
      const files = message.files.map((one) => (one.id === id ? { ...one, ...patch } : one))
      ranges.update(message.id, { files })
    }
    const moved = transfers.transfers.find(({ fileId }) => fileId === id)
    if (moved) moved.file = { ...moved.file, ...patch }
    if (moved) world.store?.tell('transfersChanged', transfers)
  }

  return {
    listStaged: ({ conversationId }) => done(staged.get(conversationId) ?? []),
    stageBytes: ({ conversationId, name, mediaType, bytes }) => {
      const kind = mediaType.startsWith('image/') ? 'image' : 'other'
      const here = { kind, mediaType, isHere: true, state: 'here' } as const
      const made = file(name, { ...here, size: bytes.byteLength })
      staged.set(conversationId, [...(staged.get(conversationId) ?? []), made])
      tellStaged(conversationId)
      return done(made)
    },
    unstage: ({ fileId }) => {
      for (const [id, files] of staged) {
        staged.set(
          id,
          files.filter((one) => one.id !== fileId)
        )
        tellStaged(id)
      }
      return done(null)
    },
    orderStaged: ({ conversationId, fileIds }) => {
      const files = staged.get(conversationId) ?? []
      staged.set(
        conversationId,
        [...files].sort((one, other) => fileIds.indexOf(one.id) - fileIds.indexOf(other.id))
      )
      return done(null)
    },
    downloadFile: ({ fileId }) => {
      change(fileId, { state: 'downloading' })
      return done(null)
    },
    pauseTransfer: ({ fileId }) => {
      change(fileId, { state: 'paused' })
      return done(null)
    },
    resumeTransfer: ({ fileId }) => {
      change(fileId, { state: 'downloading' })
      return done(null)
    },
    cancelTransfer: ({ fileId }) => {
      change(fileId, { state: 'none' })
      return done(null)
    },
    retryTransfer: ({ fileId }) => {
      change(fileId, { state: 'queued', failure: null })
      return done(null)
    },
    pauseAllTransfers: () => done(null),
    clearTransfers: () => done(null),
    watchTransfers: () => done(transfers),
    readImage: ({ fileId }) => {
      const found = everything().find(({ id }) => id === fileId)
      if (!found?.src?.startsWith('data:')) return refuse('not-found')
      const packed = atob(found.src.slice(found.src.indexOf(',') + 1))
      const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0))
      const { width, height } = found
      return done({ bytes, mediaType: 'image/jpeg', width: width ?? 1, height: height ?? 1 })
    },
    keepThumbnail: ({ fileId, bytes }) => {
      change(fileId, { thumbnail: URL.createObjectURL(new Blob([bytes], { type: 'image/webp' })) })
      return done(null)
    }
  }
}
