// Which places lie within Filo's own folder.
import { parse, relative, sep } from 'node:path'

/** Nobody may write into Filo's own folder: a name there may be the history's. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && parse(way).root === '')
}
