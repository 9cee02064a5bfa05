// Dialect files between the person's folders and the network process: main asks where, the network reads and writes.
import { basename } from 'node:path'
import type { DialectErrand, TakenAnswer } from '../../../src-preload/contract/dialect-calls.ts'
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import type { NetworkProcessCalls } from '../../ports/process-calls.ts'
import type { DataPlaces } from '../data/data-places.ts'
import { isWithin } from '../data/own-folder.ts'

const END = '.json'
const filterNames = { en: 'Dialect', it: 'Dialetto' }

export interface DialectDeskOptions {
  places: DataPlaces
  /** Null while it is not there. */
  network: () => Promise<Caller<NetworkProcessCalls> | null>
  language: () => 'en' | 'it'
  /** Where nothing may be written. */
  userData: string
  onErrand: (errand: DialectErrand) => void
}

/** One dialog at a time. */
export class DialectDesk {
  readonly #options: DialectDeskOptions
  #isAsking = false
  /** The file whose id is another's, until the person has said what then. */
  #taken: string | null = null

  constructor(options: DialectDeskOptions) {
    this.#options = options
  }

  importDialect(): Result<null> {
    return this.#asking(async () => {
      const { places, language } = this.#options
      const path = await places.askForFile(END, filterNames[language()])
      if (path !== null) await this.#import(path, 'ask')
    })
  }

  importTaken(taken: 'replace' | 'both'): Result<null> {
    const path = this.#taken
    if (path === null) return refuse('not-found')
    return this.#asking(() => this.#import(path, taken))
  }

  exportDialect(dialectId: string): Result<null> {
    return this.#asking(async () => {
      const { places, language, userData, onErrand } = this.#options
      const wish = { name: dialectId, end: END, filterName: filterNames[language()] }
      const path = await places.askToSave(wish)
      if (path === null) return
      const file = basename(path)
      const written = isWithin(userData, path)
        ? refuse('file-not-written')
        : await this.#ask((network) => network.exportDialect({ path, dialectId }))
      if (written.ok) onErrand({ kind: 'exported', ...written.value, file })
      else onErrand({ kind: 'failed', file, failure: written.failure })
    })
  }

  async #import(path: string, taken: TakenAnswer): Promise<void> {
    this.#taken = null
    const file = basename(path)
    const answer = await this.#ask((network) => network.importDialect({ path, taken }))
    if (answer.ok) return this.#options.onErrand({ kind: 'imported', ...answer.value, file })
    if (answer.failure.code === 'dialect-taken') this.#taken = path
    this.#options.onErrand(errandOf(answer.failure, file))
  }

  async #ask<T>(
    work: (network: Caller<NetworkProcessCalls>) => Promise<Result<T>>
  ): Promise<Result<T>> {
    const network = await this.#options.network()
    return network ? work(network) : refuse('process-gone', undefined, true)
  }

  #asking(work: () => Promise<void>): Result<null> {
    if (this.#isAsking) return refuse('too-many', undefined, true)
    this.#isAsking = true
    void work().finally(() => (this.#isAsking = false))
    return done(null)
  }
}

function errandOf(failure: Failure, file: string): DialectErrand {
  const { id, name, mayReplace } = failure.detail ?? {}
  if (failure.code !== 'dialect-taken') return { kind: 'failed', file, failure }
  return {
    kind: 'taken',
    dialectId: String(id),
    name: String(name),
    file,
    mayReplace: mayReplace === 1
  }
}
