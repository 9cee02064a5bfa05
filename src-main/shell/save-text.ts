// Writes a text that the window made to a file where the person wants it: recordings and fixtures.
import { app } from 'electron'
import { done, type Result } from '../../src-preload/contract/failure.ts'
import { systemPlaces } from './data/data-places.ts'
import { writeChosen } from './data/write-chosen.ts'

/** Asks for a place; `name` is null where the person thought better of it, else that of the whole file. */
export async function saveText(
  name: string,
  text: string
): Promise<Result<{ name: string | null }>> {
  const path = await systemPlaces.askToSave({ name, end: '.json', filterName: 'JSON' })
  return path === null ? done({ name: null }) : writeChosen(path, text, app.getPath('userData'))
}
