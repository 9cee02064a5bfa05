// Writes a debug report to where the person wants it: a text that anybody can read; a zip only where dumps go along.
import type { Zippable } from 'fflate/browser'
import { readFile } from 'node:fs/promises'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { datedName, type DataPlaces } from '../data/data-places.ts'
import { writeChosen } from '../data/write-chosen.ts'
import type { Dump } from './crash-dumps.ts'

export interface ReportWish {
  text: string
  dumps: readonly Dump[]
  places: Pick<DataPlaces, 'askToSave'>
  /** Absolute: nothing is written there. */
  userData: string
  /** ms since 1970. */
  now: number
}

/** Asks for a place; `name` is null where the person thought better of it, else that of the whole file. */
export async function saveReport(wish: ReportWish): Promise<Result<{ name: string | null }>> {
  const { text, dumps, places, userData, now } = wish
  const isZip = dumps.length > 0
  const path = await places.askToSave({
    name: datedName('filo-report', now),
    end: isZip ? '.zip' : '.txt',
    filterName: isZip ? 'ZIP' : 'Text'
  })
  if (path === null) return done({ name: null })
  const data = isZip ? await zipped(text, dumps) : text
  return data === null ? refuse('file-gone') : writeChosen(path, data, userData)
}

/** Null where a dump is no longer there: a report without it would not be what was ticked. */
async function zipped(text: string, dumps: readonly Dump[]): Promise<Uint8Array | null> {
  const { strToU8, zipSync } = await import('fflate/browser')
  const files: Zippable = { 'report.txt': strToU8(text) }
  for (const { id, path } of dumps) {
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null) return null
    files[`crashes/${id}.dmp`] = bytes
  }
  // As they are: main would have to wait for the packing.
  return zipSync(files, { level: 0 })
}
