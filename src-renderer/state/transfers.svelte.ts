// What goes up and down, while somebody looks at the Transfers region.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Transfer, Transfers } from '../../src-preload/contract/files.ts'
import type { Wires } from './wires.ts'

const none: Transfers = { transfers: [], waiting: 0, running: 0, paused: 0, failed: 0 }

/** The parts of the list, in the order in which they are shown. */
export const transferGroups = ['running', 'waiting', 'failed', 'done'] as const
export type TransferGroup = (typeof transferGroups)[number]

export class TransferDesk {
  isOpen = $state(false)
  /** Whether the store has answered since the region was opened. */
  isKnown = $state(false)
  told: Transfers = $state.raw(none)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
    wires.store.onOpen(() => {
      if (this.isOpen) void this.#watch()
    })
  }

  setOpen(isOpen: boolean): void {
    if (this.isOpen === isOpen) return
    this.isOpen = isOpen
    this.isKnown = false
    void this.#watch()
  }

  apply(told: Transfers): void {
    this.told = told
    this.isKnown = true
  }

  pauseAll(paused: boolean): Promise<Result<null>> {
    return this.#wires.store.ask.pauseAllTransfers({ paused })
  }

  clear(): Promise<Result<null>> {
    return this.#wires.store.ask.clearTransfers({})
  }

  async #watch(): Promise<void> {
    const on = this.isOpen
    const answer = await this.#wires.store.ask.watchTransfers({ on })
    if (on && this.isOpen && answer.ok) this.apply(answer.value)
  }
}

/** Under which heading a transfer stands. */
export function groupOf({ file, finishedAt }: Transfer): TransferGroup {
  if (file.state === 'failed') return 'failed'
  if (file.state === 'uploading' || file.state === 'downloading') return 'running'
  if (file.state === 'queued' || file.state === 'paused') return 'waiting'
  return finishedAt === null ? 'waiting' : 'done'
}
