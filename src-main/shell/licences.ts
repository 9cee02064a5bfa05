// Reads what each bundle noted of the packages that it is made of.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Licence } from '../../src-preload/contract/app-calls.ts'

/** Each package once, by name; `folder` is where the build wrote its notes (scripts/bundled-packages.ts). */
export async function readLicences(folder: string): Promise<Licence[]> {
  const names = await readdir(folder)
  const lists = await Promise.all(
    // Written by our own build, and packed with it.
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Licence[])
  )
  const each = new Map(lists.flat().map((licence) => [keyOf(licence), licence]))
  return [...each.values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b)))
}

function keyOf({ name, version }: Licence): string {
  return `${name}@${version}`
}
