// Where the repository and the user's cache are.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's top folder. */
export const REPO = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * The folder for things that are costly to fetch and safe to delete, made when missing:
 * the user's cache, or one inside node_modules where no home can be written to.
 * @returns {string}
 */
export function cacheFolder() {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  for (const folder of [join(home, 'filo'), join(REPO, 'node_modules', '.cache', 'filo')]) {
    if (isWritableFolder(folder)) return folder
  }
  throw new Error('no writable cache folder: set XDG_CACHE_HOME to one')
}

/** @param {string} folder */
function isWritableFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    // Read-only home, or a file in the way: the next candidate decides.
    return false
  }
}
