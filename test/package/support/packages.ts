// What the suite's set-up made, scripts/with-packages.mjs.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder with everything. */
export function packagesFolder(): string {
  const folder = process.env['FILO_PACKAGES']
  if (!folder) throw new Error('no packages: run the suite with `npm test -- package`')
  return folder
}

/** The unpacked app of this version. */
export const unpackedFolder = (): string => join(packagesFolder(), 'this', 'linux-unpacked')

/** The one file of a folder with this ending, `.deb`. */
export function madeFile(which: 'this' | 'next', end: string): string {
  const folder = join(packagesFolder(), which)
  const found = readdirSync(folder).filter((name) => name.endsWith(end))
  if (found.length !== 1) throw new Error(`${found.length} files in ${which} end with ${end}`)
  return join(folder, found[0] as string)
}
