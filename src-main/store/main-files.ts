// What the store does about files for main: takes in what was chosen, says where things lie.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import type { ConversationId } from '../../src-preload/contract/model.ts'
import { isRiskyName, safeFileName } from '../base/file-name.ts'
import type { LocalFile, NotStaged } from '../ports/file-calls.ts'
import type { KeptFiles } from './files/kept-files.ts'
import { lookAt } from './files/look.ts'
import { sourceOf } from './files/moves.ts'
import { stage } from './files/staging.ts'
import {
  readFileBytes,
  readFileByToken,
  readFileRow,
  readThumbnail,
  type FileRow
} from './queries/files.ts'
import type { StoreCore } from './store-core.ts'

export interface MainFiles {
  stageFiles(conversationId: ConversationId, paths: readonly string[]): Promise<NotStaged[]>
  localFile(which: { fileId: FileId } | { token: string }): Promise<Result<LocalFile>>
  thumbnail(token: string): Uint8Array | null
}

export function mainFiles(core: StoreCore, kept: KeptFiles): MainFiles {
  return {
    stageFiles: (conversationId, paths) => stageFiles(core, conversationId, paths),
    localFile: async (which) => {
      const row =
        'token' in which
          ? readFileByToken(core.db, which.token)
          : readFileRow(core.db, which.fileId)
      return row ? await localFile(core, kept, row) : refuse('not-found')
    },
    thumbnail: (token) => readThumbnail(core.db, token)
  }
}

async function stageFiles(
  core: StoreCore,
  conversationId: ConversationId,
  paths: readonly string[]
): Promise<NotStaged[]> {
  const refused: NotStaged[] = []
  for (const path of paths) {
    const seen = await lookAt(path)
    const staged = seen.ok
      ? core.answer((session) => stage(session, conversationId, seen.value))
      : seen
    if (!staged.ok) refused.push({ name: safeFileName(basename(path)), failure: staged.failure })
  }
  return refused
}

async function localFile(
  core: StoreCore,
  kept: KeptFiles,
  row: FileRow
): Promise<Result<LocalFile>> {
  const about = {
    name: row.name,
    mediaType: row.media_type,
    isShown: row.kind !== 'other',
    isRisky: isRiskyName(row.name)
  }
  const source = sourceOf(row, kept.folder)
  if (!source) {
    const bytes = readFileBytes(core.db, row.id)
    return bytes ? done({ ...about, path: null, bytes }) : refuse('file-gone')
  }
  const isThere = await stat(source.path).then(
    (found) => found.isFile(),
    () => false
  )
  return isThere ? done({ ...about, path: source.path, bytes: null }) : refuse('file-gone')
}
