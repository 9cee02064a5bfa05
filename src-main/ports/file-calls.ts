// What main asks the store about files on this computer: it opens dialogs and serves the window's pictures.
import * as v from 'valibot'
import type { Failure } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { call } from '../../src-preload/contract/rpc.ts'

const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const token = v.pipe(v.string(), v.regex(/^[\w-]{20,60}$/))

/** A file that could not be taken into a composer. */
export interface NotStaged {
  name: string
  failure: Failure
}

/** A file of a message that lies here. */
export interface LocalFile {
  name: string
  mediaType: string
  /** Whether the window may show it by itself. */
  isShown: boolean
  isRisky: boolean
  /** Absolute; null where the bytes lie in the database. */
  path: string | null
  bytes: Uint8Array | null
}

export const storeFileCalls = {
  /** Takes files into a composer, by paths of the person's own choice; answers with those that it could not. */
  stageFiles: call(
    v.object({
      conversationId: rowId,
      paths: v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
        v.maxLength(limits.stagedFiles)
      )
    })
  ).returns<NotStaged[]>(),
  /** Refuses with `not-found`, and with `file-gone` where it was moved away. */
  localFile: call(v.union([v.object({ fileId: rowId }), v.object({ token })])).returns<LocalFile>(),
  thumbnail: call(v.object({ token })).returns<{ bytes: Uint8Array | null }>()
}
