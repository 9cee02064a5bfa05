// Writes a text that the window made to a file where the person wants it: recordings and fixtures.
import { app } from 'electron'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { describeError, openLog } from '../base/log.ts'
import { DRAFT_END } from '../ports/process-calls.ts'
import { systemPlaces } from './data/data-places.ts'
import { isWithin } from './data/own-folder.ts'

const log = openLog('data')
const FULL = ['ENOSPC', 'EDQUOT']

/** Asks for a place; `name` is null where the person thought better of it, else that of the whole file. */
export async function saveText(
  name: string,
  text: string
): Promise<Result<{ name: string | null }>> {
  const path = await systemPlaces.askToSave({ name, end: '.json', filterName: 'JSON' })
  if (path === null) return done({ name: null })
  // Nothing may be written over what is Filo's own.
  if (isWithin(app.getPath('userData'), path)) return refuse('file-not-written')
  const draft = path + DRAFT_END
  try {
    await writeFile(draft, text, { encoding: 'utf8', mode: 0o600 })
    await rename(draft, path)
    return done({ name: basename(path) })
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    log.warn('a file was not written', { reason: describeError(error) })
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return refuse(FULL.includes(code) ? 'disk-full' : 'file-not-written', undefined, true)
  }
}
