// Plans which pieces of a new file are in the running one already: from the maps of blocks at the end of both.
import {
  computeOperations,
  OperationKind
} from 'electron-updater/out/differentialDownloader/downloadPlanBuilder.js'
import type { BlockMap } from 'builder-util-runtime/out/blockMapApi.js'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

/** Bytes from `start` to before `end`, in the running version's file or in the one on offer; in order. */
export interface Piece {
  from: 'former' | 'feed'
  start: number
  end: number
}

const inflate = promisify(inflateRaw)
/** After the map stands how long it is, big-endian. */
const LENGTH_BYTES = 4
/** A map of a file of a gigabyte has about a hundredth of this. */
const MOST_MAP_BYTES = 64 * 1024 * 1024
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** All of it from the feed. */
export function wholePlan(size: number): Piece[] {
  return [{ from: 'feed', start: 0, end: size }]
}

/** `tail`: the map and its length, as they stand at the end of the file on offer. Throws where a map can't be read. */
export async function planPieces(former: string, tail: Uint8Array, size: number): Promise<Piece[]> {
  const map = tail.subarray(0, tail.length - LENGTH_BYTES)
  const [before, after] = await Promise.all([mapOf(former), readMap(map)])
  const pieces = computeOperations(before, after, silent).map(({ kind, start, end }): Piece => {
    return { from: kind === OperationKind.COPY ? 'former' : 'feed', start, end }
  })
  const all: Piece[] = [...pieces, { from: 'feed', start: size - tail.length, end: size }]
  const planned = all.reduce((sum, { start, end }) => sum + end - start, 0)
  if (planned !== size) throw new Error(`planned ${planned} of ${size} bytes`)
  return all
}

async function mapOf(path: string): Promise<BlockMap> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const length = Buffer.alloc(LENGTH_BYTES)
    await file.read(length, 0, LENGTH_BYTES, size - LENGTH_BYTES)
    const bytes = length.readUInt32BE(0)
    if (bytes > Math.min(MOST_MAP_BYTES, size)) throw new Error('no map of blocks at the end')
    const map = Buffer.alloc(bytes)
    await file.read(map, 0, bytes, size - LENGTH_BYTES - bytes)
    return await readMap(map)
  } finally {
    await file.close()
  }
}

async function readMap(bytes: Uint8Array): Promise<BlockMap> {
  const text = await inflate(bytes, { maxOutputLength: MOST_MAP_BYTES })
  return JSON.parse(text.toString()) as BlockMap
}
