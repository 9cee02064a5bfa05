// Files that go and come: decides which move next, and holds the rules that the person set for all of them.
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import type { StoreDoor } from './store-door.ts'

/** How files move, as the person set it; bytes a second and bytes, null: without a bound. */
export interface TransferRules {
  upRate: number | null
  downRate: number | null
  autoBytes: number
}

export interface TransferDeskOptions {
  store: StoreDoor
}

export class TransferDesk {
  readonly #options: TransferDeskOptions
  #rules: TransferRules = { upRate: null, downRate: null, autoBytes: 0 }

  constructor(options: TransferDeskOptions) {
    this.#options = options
  }

  setRules(rules: TransferRules): void {
    this.#rules = rules
  }

  /** What is on screen goes first. */
  async shown(fileIds: FileId[]): Promise<Result<null>> {
    await this.#options.store.ask.showFiles({ fileIds, autoBytes: this.#rules.autoBytes })
    return done(null)
  }
}
