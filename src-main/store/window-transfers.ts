// What one window is told of files: composers that changed, and, while it looks, the Transfers panel.
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type { Changes } from './changes.ts'
import type { StoreDatabase } from './database.ts'
import { Pace, type PaceClock } from './pace.ts'
import { readStaged, toFileView } from './queries/files.ts'
import { readTransfers } from './queries/transfers.ts'
import type { TellWindow } from './window-lists.ts'

const PANEL_MS = 500
const STAGED_MS = 100

export class WindowTransfers {
  readonly #db: StoreDatabase
  readonly #tell: TellWindow
  readonly #panel: Pace
  readonly #composers: Pace
  readonly #staged = new Set<ConversationId>()
  #isWatching = false

  constructor(db: StoreDatabase, tell: TellWindow, clock: PaceClock) {
    this.#db = db
    this.#tell = tell
    this.#panel = new Pace(PANEL_MS, () => this.#tellPanel(), clock)
    this.#composers = new Pace(STAGED_MS, () => this.#tellStaged(), clock)
  }

  watch(on: boolean): void {
    this.#isWatching = on
  }

  hear(changes: Changes): void {
    for (const conversationId of changes.staged) this.#staged.add(conversationId)
    if (this.#staged.size > 0) this.#composers.ask()
    if (this.#isWatching && changes.haveTransfersChanged) this.#panel.ask()
  }

  close(): void {
    this.#panel.close()
    this.#composers.close()
  }

  #tellPanel(): void {
    if (this.#isWatching) this.#tell('transfersChanged', readTransfers(this.#db))
  }

  #tellStaged(): void {
    for (const conversationId of this.#staged) {
      const files = readStaged(this.#db, conversationId).map(toFileView)
      this.#tell('stagedChanged', { conversationId, files })
    }
    this.#staged.clear()
  }
}
