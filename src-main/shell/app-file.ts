// Which of our own files an address of the page means.
import { join, normalize, sep } from 'node:path'
import { APP_ORIGIN } from '../../src-preload/contract/window-bridge.ts'

/** The file that an `app://filo/…` address means, or null where it leads out of the folder. */
export function appFile(address: string, folder: string): string | null {
  if (!URL.canParse(address) || !address.startsWith(`${APP_ORIGIN}/`)) return null
  const decoded = decodePath(new URL(address).pathname)
  if (decoded === null || decoded.includes('\0')) return null
  const path = normalize(join(folder, decoded))
  return path.startsWith(folder + sep) ? path : null
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
