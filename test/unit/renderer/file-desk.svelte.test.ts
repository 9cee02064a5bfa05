// How files move in the window's eyes: rates that do not outlive their transfer, and small pictures one at a time.
import { describe, expect, it, vi } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type {
  FileId,
  FileProgress,
  FileState,
  Transfer
} from '../../../src-preload/contract/files.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { Motion, shareOf } from '../../../src-renderer/state/motion.svelte.ts'
import { Thumbnails } from '../../../src-renderer/state/thumbnails.svelte.ts'
import { groupOf } from '../../../src-renderer/state/transfers.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'
import type { Draw } from '../../../src-renderer/state/small-pictures/draw-small.ts'
import { fileView } from '../../support/file-view.ts'

const transfer: Transfer = {
  fileId: 1,
  serverId: 's',
  conversationId: 1,
  messageId: 1,
  direction: 'up',
  file: fileView(),
  createdAt: 1,
  finishedAt: null
}

const progress = (fileId: FileId, bytes: number): FileProgress => ({
  fileId,
  direction: 'down',
  bytes,
  total: 1_000,
  bytesPerSecond: 100,
  secondsLeft: 5
})

describe('motion', () => {
  it('is laid over what the store says of a file that moves', () => {
    const motion = new Motion()
    const file = fileView({ state: 'downloading', bytes: 100 })
    motion.apply([progress(1, 500)])
    expect(shareOf(file, motion.of(file))).toBe(0.5)
    expect(shareOf(file, null)).toBe(0.1)
  })

  it('says nothing of a file that the store calls paused or here', () => {
    const motion = new Motion()
    motion.apply([progress(1, 500)])
    expect(motion.of(fileView({ state: 'paused' }))).toBeNull()
    expect(motion.of(fileView({ state: 'here' }))).toBeNull()
  })

  it('ends for what nobody speaks of any more, and not for what got no further in one tenth of a second', () => {
    vi.useFakeTimers()
    const motion = new Motion()
    motion.apply([progress(1, 1), progress(2, 1)])
    vi.advanceTimersByTime(2_500)
    motion.apply([progress(2, 2)])
    expect(motion.of(fileView({ id: 1, state: 'downloading' }))).not.toBeNull()
    vi.advanceTimersByTime(1_500)
    expect(motion.of(fileView({ id: 1, state: 'downloading' }))).toBeNull()
    expect(motion.of(fileView({ id: 2, state: 'downloading' }))?.bytes).toBe(2)
    vi.advanceTimersByTime(5_000)
    vi.useRealTimers()
    expect(motion.isAny).toBe(false)
  })

  it('knows no share of a file without a size', () => {
    expect(shareOf(fileView({ size: null }), null)).toBeNull()
  })
})

describe('small pictures', () => {
  function thumbnailsOver(readable: readonly FileId[], draw: Draw) {
    const wires = new Wires()
    const [near, far] = portPair()
    const kept: FileId[] = []
    const answers: Partial<Handlers<StoreCalls>> = {
      readImage: ({ fileId }) =>
        readable.includes(fileId)
          ? done({ bytes: new Uint8Array(1), mediaType: 'image/png', width: 1, height: 1 })
          : refuse('not-supported'),
      keepThumbnail: ({ fileId }) => {
        kept.push(fileId)
        return done(null)
      }
    }
    openRpc(far, {
      answers: { table: storeCalls, handlers: answers as Handlers<StoreCalls> }
    })
    wires.store.open(near)
    return { thumbnails: new Thumbnails(wires, draw), kept }
  }

  it('are made one at a time and handed to the store', async () => {
    let atOnce = 0
    let most = 0
    const { thumbnails, kept } = thumbnailsOver([1, 2, 3], async () => {
      most = Math.max(most, (atOnce += 1))
      await Promise.resolve()
      atOnce -= 1
      return new Uint8Array(3)
    })
    for (const id of [1, 2, 3]) thumbnails.want(id)
    await expect.poll(() => kept).toEqual([1, 2, 3])
    expect(most).toBe(1)
  })

  it('are not made of what left the screen before its turn', async () => {
    const { thumbnails, kept } = thumbnailsOver([1, 2, 3], () => Promise.resolve(new Uint8Array(3)))
    thumbnails.want(1)
    const undo = thumbnails.want(2)
    thumbnails.want(3)
    undo()
    await expect.poll(() => kept).toEqual([1, 3])
  })

  it('are given up for images that are refused by their header or can’t be drawn', async () => {
    const { thumbnails, kept } = thumbnailsOver([2], () => Promise.resolve(null))
    thumbnails.want(1)
    thumbnails.want(2)
    await expect.poll(() => thumbnails.isImpossible(1) && thumbnails.isImpossible(2)).toBe(true)
    expect(kept).toEqual([])
    expect(thumbnails.isImpossible(3)).toBe(false)
  })
})

describe('the Transfers region', () => {
  it('puts each transfer under one heading', () => {
    const of = (state: FileState): string =>
      groupOf({ ...transfer, file: fileView({ state }), finishedAt: state === 'here' ? 1 : null })
    expect(of('uploading')).toBe('running')
    expect(of('queued')).toBe('waiting')
    expect(of('paused')).toBe('waiting')
    expect(of('failed')).toBe('failed')
    expect(of('here')).toBe('done')
  })
})
