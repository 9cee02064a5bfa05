// Files of messages between the person's folders and the store: chosen, dropped, opened, shown, saved.
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileErrand, FileId } from '../../../src-preload/contract/files.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import type { DroppedFiles } from '../../../src-preload/contract/window-bridge.ts'
import type { LocalFile } from '../../ports/file-calls.ts'
import type { StoreProcessCalls } from '../../ports/process-calls.ts'
import { isWithin } from '../data/own-folder.ts'
import type { FilePlaces } from './file-places.ts'

export interface FileDeskOptions {
  places: FilePlaces
  /** Null while it is not there. */
  store: () => Pick<Caller<StoreProcessCalls>, 'stageFiles' | 'localFile'> | null
  /** Where nothing may be written. */
  userData: string
  onErrand: (errand: FileErrand) => void
}

const isGone = refuse('process-gone', undefined, true)

export class FileDesk {
  readonly #options: FileDeskOptions
  #isAsking = false

  constructor(options: FileDeskOptions) {
    this.#options = options
  }

  /** Asks for files; one dialog at a time. */
  choose(conversationId: number): Result<null> {
    return this.#asking(async () => {
      const paths = await this.#options.places.askForFiles()
      await this.stage({ conversationId, paths })
    })
  }

  /** Puts files into a composer; what does not fit is told by name. */
  async stage({ conversationId, paths }: DroppedFiles): Promise<void> {
    const { store, onErrand } = this.#options
    if (paths.length === 0) return
    const answer = await store()?.stageFiles({
      conversationId,
      paths: paths.slice(0, limits.stagedFiles)
    })
    const all = (failure: Failure): void =>
      onErrand({ kind: 'refused', conversationId, name: '', failure })
    if (!answer) return all(isGone.failure)
    if (!answer.ok) return all(answer.failure)
    for (const refused of answer.value) onErrand({ kind: 'refused', conversationId, ...refused })
  }

  async open(fileId: FileId, anyway: boolean): Promise<Result<null>> {
    const found = await this.#find(fileId)
    if (!found.ok) return found
    if (found.value.isRisky && !anyway) return refuse('file-risky')
    const path = found.value.path ?? (await this.#writtenOut(found.value))
    return (await this.#options.places.open(path)) ? done(null) : refuse('file-not-read')
  }

  async show(fileId: FileId): Promise<Result<null>> {
    const found = await this.#find(fileId)
    if (!found.ok) return found
    if (found.value.path === null) return refuse('not-supported')
    this.#options.places.show(found.value.path)
    return done(null)
  }

  save(fileId: FileId): Result<null> {
    return this.#asking(async () => {
      const { places, userData, onErrand } = this.#options
      const found = await this.#find(fileId)
      if (!found.ok) {
        return onErrand({ kind: 'not-saved', fileId, name: '', failure: found.failure })
      }
      const { name } = found.value
      const place = await places.askToSave(name)
      if (place === null) return
      const failure = isWithin(userData, place)
        ? refuse('file-not-written').failure
        : await copyTo(found.value, place)
      if (failure) onErrand({ kind: 'not-saved', fileId, name, failure })
      else onErrand({ kind: 'saved', fileId, name })
    })
  }

  async #find(fileId: FileId): Promise<Result<LocalFile>> {
    return (await this.#options.store()?.localFile({ fileId })) ?? isGone
  }

  // What came within a message lies in the database: other programs need a file.
  async #writtenOut({ name, bytes }: LocalFile): Promise<string> {
    const folder = await mkdtemp(join(this.#options.places.temporary, 'filo-'))
    const path = join(folder, name)
    await writeFile(path, bytes ?? new Uint8Array(), { flag: 'wx', mode: 0o600 })
    return path
  }

  #asking(work: () => Promise<void>): Result<null> {
    if (this.#isAsking) return refuse('too-many', undefined, true)
    this.#isAsking = true
    void work().finally(() => (this.#isAsking = false))
    return done(null)
  }
}

// Beside its place first: what is half written never stands under its name.
async function copyTo({ path, bytes }: LocalFile, place: string): Promise<Failure | null> {
  const draft = `${place}.filo-part`
  try {
    if (path === null) await writeFile(draft, bytes ?? new Uint8Array())
    else await copyFile(path, draft)
    await rename(draft, place)
    return null
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC'
    return refuse(isFull ? 'disk-full' : 'file-not-written').failure
  }
}
