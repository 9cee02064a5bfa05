// Opens addresses outside the app: only those that a person can have meant, checked here whoever asks.
import { shell } from 'electron'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'

const allowedProtocols = new Set(['http:', 'https:', 'mailto:'])

/** Whether an address may be given to the system. */
export function isOpenable(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return allowedProtocols.has(url.protocol) && url.username === '' && url.password === ''
}

/** Opens http, https and mailto addresses in the system's program. */
export async function openExternal(address: string): Promise<Result<null>> {
  if (!isOpenable(address)) return refuse('not-allowed')
  await shell.openExternal(new URL(address).href)
  return done(null)
}
