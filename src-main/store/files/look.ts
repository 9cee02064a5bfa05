// Looks at a file on this computer: what it is called, what it is, how large, and how it stands on the disk.
import { imageSize } from 'image-size'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileKind } from '../../../src-preload/contract/files.ts'
import { kindOf, plainType, safeFileName, typeByName } from '../../base/file-name.ts'

/** Bytes that are read in order to find an image's size: photographs carry long headers. */
const HEAD_BYTES = 256 * 1024

/** What is known of a file before it goes anywhere. */
export interface LookedAt {
  name: string
  mediaType: string
  kind: FileKind
  size: number
  width: number | null
  height: number | null
  path: string
  isKept: boolean
  /** ms since 1970. */
  modifiedAt: number | null
}

/** Looks at it; refuses with `file-gone`, `file-not-read`, and what is no plain file with `not-supported`. */
export async function lookAt(path: string): Promise<Result<LookedAt>> {
  try {
    const handle = await open(path, 'r')
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) return refuse('not-supported')
      const head = Buffer.alloc(Math.min(HEAD_BYTES, stat.size))
      await handle.read(head, 0, head.length, 0)
      const name = safeFileName(basename(path))
      const mediaType = typeByName(name) ?? plainType(null)
      const size = { size: stat.size, path, isKept: false, modifiedAt: stat.mtimeMs }
      return done({ name, ...whatIs(head, mediaType), ...size })
    } finally {
      await handle.close()
    }
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return refuse(isGone ? 'file-gone' : 'file-not-read')
  }
}

/** Type, kind and pixels by the first bytes; what only calls itself an image is none. */
export function whatIs(
  head: Uint8Array,
  mediaType: string
): Pick<LookedAt, 'mediaType' | 'kind' | 'width' | 'height'> {
  const image = imageIn(head)
  if (image) {
    const { type, width, height } = image
    return { mediaType: type, kind: kindOf(type), width, height }
  }
  const kind = kindOf(mediaType)
  return { mediaType, kind: kind === 'image' ? 'other' : kind, width: null, height: null }
}

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp'
}

/** Pixels as the header says, turned as the picture is shown; null where it is no image that is shown. */
export function imageIn(head: Uint8Array): { type: string; width: number; height: number } | null {
  try {
    const { type, width, height, orientation } = imageSize(head)
    const known = imageTypes[type ?? '']
    if (known === undefined || !(width > 0) || !(height > 0)) return null
    const isTurned = orientation !== undefined && orientation >= 5
    return isTurned ? { type: known, width: height, height: width } : { type: known, width, height }
  } catch {
    return null // no image, or none that can be told by its beginning
  }
}
