// How much of each server is stored on this computer, and for how long it is kept.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { SearchCoverage, StoredOfServer } from '../../src-preload/contract/store-calls.ts'
import type { Wires } from './wires.ts'

export class Stored {
  list: readonly StoredOfServer[] = $state.raw([])
  coverage: SearchCoverage | null = $state.raw(null)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  /** Asked for each time somebody looks: counting costs. */
  async load(): Promise<void> {
    const [stored, coverage] = await Promise.all([
      this.#wires.store.askSurely.listStored({}),
      this.#wires.store.askSurely.searchCoverage({})
    ])
    if (stored.ok) this.list = stored.value
    if (coverage.ok) this.coverage = coverage.value
  }

  /** How many messages would be deleted now if only so many days were kept. */
  async countOlder(serverId: ServerId, days: number): Promise<Result<{ messages: number }>> {
    return this.#wires.store.ask.countOlder({ serverId, days })
  }

  async setRetention(serverId: ServerId, days: number | null): Promise<Result<null>> {
    const answer = await this.#wires.store.ask.setRetention({ serverId, days })
    await this.load()
    return answer
  }
}
