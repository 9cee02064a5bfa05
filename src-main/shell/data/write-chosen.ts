// Writes a file where the person chose: whole under its name or not at all, and never over what is Filo's own.
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { describeError, openLog } from '../../base/log.ts'
import { DRAFT_END } from '../../ports/process-calls.ts'
import { isWithin } from './own-folder.ts'

const log = openLog('data')
const FULL = ['ENOSPC', 'EDQUOT']

/**
 * @param path absolute
 * @param userData absolute: nothing is written there
 */
export async function writeChosen(
  path: string,
  data: string | Uint8Array,
  userData: string
): Promise<Result<{ name: string }>> {
  if (isWithin(userData, path)) return refuse('file-not-written')
  const draft = path + DRAFT_END
  try {
    await writeFile(draft, data, { encoding: 'utf8', mode: 0o600 })
    await rename(draft, path)
    return done({ name: basename(path) })
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    log.warn('a file was not written', { reason: describeError(error) })
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return refuse(FULL.includes(code) ? 'disk-full' : 'file-not-written', undefined, true)
  }
}
