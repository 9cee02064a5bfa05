// Reads the files that go within a message, so that they can be written into what is emitted.
import { open } from 'node:fs/promises'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { CompiledDialect, Session, UploadWay } from '../../dialects/compiled.ts'
import type { OutboxEntry } from '../../ports/store-network-calls.ts'
import type { OutboxFile } from '../../ports/transfer-calls.ts'

/** Fills in `data` where the dialect wants it; refuses with `file-gone`, `file-changed`. */
export async function loadFiles(
  entry: OutboxEntry,
  dialect: CompiledDialect,
  session: Session,
  now: number
): Promise<Result<OutboxEntry>> {
  const files: OutboxFile[] = []
  for (const file of entry.files) {
    const { name, type: mediaType, kind, size, sha256, width, height } = file
    const scene = {
      file: { name, mediaType, kind, size, sha256, width, height },
      conversation: entry.conversation,
      origin: '',
      asked: null,
      session,
      now
    }
    const way = dialect.files?.uploadFor(scene)
    if (way?.kind !== 'message') {
      files.push(file)
      continue
    }
    const read = await readData(file, way.data)
    if (!read.ok) return read
    files.push({ ...file, data: read.value })
  }
  return done({ ...entry, files })
}

async function readData(
  { source, type }: OutboxFile,
  as: UploadWay['data']
): Promise<Result<unknown>> {
  if (!source) return refuse('file-gone')
  try {
    const handle = await open(source.path, 'r')
    try {
      const stat = await handle.stat()
      const isSame =
        stat.size === source.size &&
        (source.modifiedAt === null || stat.mtimeMs === source.modifiedAt)
      if (!isSame) return refuse('file-changed')
      const bytes = await handle.readFile()
      if (as === 'binary') return done(new Uint8Array(bytes))
      const text = bytes.toString('base64')
      return done(as === 'base64' ? text : `data:${type};base64,${text}`)
    } finally {
      await handle.close()
    }
  } catch {
    return refuse('file-gone') // moved away, or not to be read any more
  }
}
