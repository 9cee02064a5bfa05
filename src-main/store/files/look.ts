// Looks at a file on this computer: what it is called, what it is, how large, and how it stands on the disk.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileKind } from '../../../src-preload/contract/files.ts'
import { plainType, safeFileName, typeByName } from '../../base/file-name.ts'
import { imageHeadBytes, whatIs } from '../../base/image-head.ts'

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
      const head = Buffer.alloc(Math.min(imageHeadBytes, stat.size))
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
