// New versions of Filo, as main tells of them.
import type { Block } from '../../src-preload/contract/body.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { UpdateState } from '../../src-preload/contract/updates.ts'
import type { Wires } from './wires.ts'

export class Updates {
  /** Null until main has told. */
  now: UpdateState | null = $state.raw(null)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  apply(state: UpdateState): void {
    this.now = state
  }

  get isReady(): boolean {
    return this.now?.phase === 'ready'
  }

  /** 0 to 1, while something is fetched. */
  get share(): number | null {
    if (!this.now || this.now.total === 0) return null
    return Math.min(1, this.now.done / this.now.total)
  }

  async newInThisVersion(): Promise<Block[]> {
    const answer = await this.#wires.app.ask.newInThisVersion({})
    return answer.ok ? answer.value : []
  }

  check(): Promise<Result<null>> {
    return this.#wires.app.ask.checkForUpdates({})
  }

  restart(): Promise<Result<null>> {
    return this.#wires.app.ask.restartIntoUpdate({})
  }
}
