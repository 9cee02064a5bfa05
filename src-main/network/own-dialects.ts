// Reads the person's own dialect files: JSON, bounded in number and size; what does not parse is skipped.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../src-preload/contract/limits.ts'
import { describeError, openLog } from '../base/log.ts'

const MAX_FILES = 200
const log = openLog('dialects')

/** The documents in a folder; none where there is no folder. */
export async function readOwnDialects(dir: string | null): Promise<unknown[]> {
  if (dir === null) return []
  const names = await readdir(dir).catch(() => [])
  const files = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .slice(0, MAX_FILES)
  const documents = await Promise.all(files.map((name) => readDocument(join(dir, name))))
  return documents.filter((document) => document !== null)
}

async function readDocument(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path)
    if (size > limits.dialectBytes) throw new Error(`larger than ${limits.dialectBytes} bytes`)
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (error) {
    log.warn('a dialect file is left out', { reason: describeError(error) })
    return null
  }
}
