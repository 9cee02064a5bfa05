// The person's dialect files in one folder: read once, written whole or not at all, bounded in number and size.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import { describeError, openLog } from '../../base/log.ts'
import { syncFolder } from '../../base/sync-folder.ts'
import { DRAFT_END } from '../../ports/process-calls.ts'
import { placeInJson } from '../../base/json-place.ts'

/** Files that are kept at most. */
export const MOST_DIALECTS = 200
const FULL = ['ENOSPC', 'EDQUOT']
const log = openLog('dialects')

/** One file of the folder and the document in it. */
export interface DialectOnDisk {
  name: string
  document: unknown
}

/** A folder of dialect files; without a folder everything is kept in memory only. */
export class DialectFiles {
  readonly #dir: string | null
  /** Writes go one after the other, so that the last word on a file is the last that was said. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(dir: string | null) {
    this.#dir = dir
  }

  /** All that parse, by name; what does not is skipped and left where it is. */
  async read(): Promise<DialectOnDisk[]> {
    const dir = this.#dir
    if (dir === null) return []
    const names = await readdir(dir).catch(() => [])
    const wanted = names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .slice(0, MOST_DIALECTS)
    const files = await Promise.all(
      wanted.map(async (name) => ({ name, read: await readDialectFile(join(dir, name)) }))
    )
    return files.flatMap(({ name, read }) => {
      if (read.ok) return [{ name, document: read.value }]
      log.warn('a dialect file is left out', { reason: read.failure.code })
      return []
    })
  }

  /** Replaces a file or makes it. Refuses with `disk-full` and `file-not-written`. */
  write(name: string, document: unknown): Promise<Result<null>> {
    return this.#next(async (dir) => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      return await writeDialectFile(join(dir, name), document)
    })
  }

  remove(name: string): Promise<Result<null>> {
    return this.#next(async (dir) => {
      await rm(join(dir, name), { force: true })
      syncFolder(dir)
      return done(null)
    })
  }

  /** Everything asked for so far is on disk. */
  async settled(): Promise<void> {
    await this.#queue
  }

  #next(work: (dir: string) => Promise<Result<null>>): Promise<Result<null>> {
    const dir = this.#dir
    if (dir === null) return Promise.resolve(done(null))
    const result = this.#queue.then(() => work(dir)).catch((error: unknown) => notWritten(error))
    this.#queue = result
    return result
  }
}

/**
 * Reads one file as JSON. Refuses with `file-not-read`, `dialect-too-large` (`max`) and
 * `dialect-not-json` (`line` and `column`, from 1).
 */
export async function readDialectFile(path: string): Promise<Result<unknown>> {
  let text: string
  try {
    const { size } = await stat(path)
    if (size > limits.dialectBytes) {
      return refuse('dialect-too-large', { max: limits.dialectBytes / 1000 })
    }
    text = await readFile(path, 'utf8')
  } catch (error) {
    log.warn('a dialect file was not read', { reason: describeError(error) })
    return refuse('file-not-read', undefined, true)
  }
  return parseDialect(text)
}

/** The document in a text; refuses with `dialect-not-json`. */
export function parseDialect(text: string): Result<unknown> {
  try {
    return done(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown)
  } catch {
    return refuse('dialect-not-json', placeInJson(text))
  }
}

/** Writes a document so that under its name stands the old file or the whole new one. */
export async function writeDialectFile(path: string, document: unknown): Promise<Result<null>> {
  const draft = path + DRAFT_END
  try {
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(textOf(document), 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    syncFolder(dirname(path))
    return done(null)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    return notWritten(error)
  }
}

/** A document as it stands in its file. */
export function textOf(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

function notWritten(error: unknown): Result<null> {
  log.warn('a dialect file was not written', { reason: describeError(error) })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return refuse(FULL.includes(code) ? 'disk-full' : 'file-not-written', undefined, true)
}
