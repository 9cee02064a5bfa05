// Persons with long histories, made ready once for all benches of a run.
import { cpSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchContext } from '../figure.ts'
import { lastAt } from './last-at.ts'
import { startFilo } from './windows.ts'
import { usable } from './usable.ts'

/**
 * A folder of the bench's own, with a person whose last conversation holds so many messages. Filo has been started
 * with it before: the history is encrypted and all is made that is made only once.
 */
export async function personWith(context: BenchContext, messages: number): Promise<string> {
  const { shared, folder } = context
  const ready = shared.people.get(messages) ?? (await makeReady(context, messages))
  shared.people.set(messages, ready)
  const own = join(folder, `person-${messages}`)
  cpSync(ready, own, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return own
}

async function makeReady(context: BenchContext, messages: number): Promise<string> {
  const folder = join(context.shared.folder, `person-${messages}`)
  mkdirSync(folder)
  await lastAt(folder, messages, context)
  const { app, page } = await startFilo(folder)
  await usable(page, messages > 0)
  await app.close()
  return folder
}
