// Opens addresses outside the app, after a check that holds whoever asks.
import { shell } from 'electron'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { isOpenable } from './openable.ts'

/** Opens http, https and mailto addresses in the system's program. */
export async function openExternal(address: string): Promise<Result<null>> {
  if (!isOpenable(address)) return refuse('not-allowed')
  await shell.openExternal(new URL(address).href)
  return done(null)
}
