// Gives out message ids, which order all messages of the app by time.
import type { MessageId } from '../../src-preload/contract/model.ts'
import type { StoreDatabase } from './database.ts'
import { positionAt } from './position.ts'

/** How far apart two ids may be and still be looked for in one step. */
const STEP = 2048

export class MessageIds {
  readonly #db: StoreDatabase
  #last: number

  constructor(db: StoreDatabase) {
    this.#db = db
    this.#last = db.get<{ id: number }>('SELECT id FROM messages ORDER BY id DESC LIMIT 1')?.id ?? 0
  }

  /** For what arrives or is written now: always above all others. */
  next(now: number): MessageId {
    this.#last = Math.max(this.#last + 1, positionAt(now))
    return this.#last
  }

  /** For history: the first free id at or after its time, and above `above`. */
  at(time: number, above: MessageId): MessageId {
    let id = Math.max(positionAt(time), above + 1, 1)
    for (;;) {
      const taken = this.#db.get<{ id: number }>(
        'SELECT id FROM messages WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1',
        [id, id + STEP]
      )
      if (!taken) break
      id = taken.id + 1
    }
    this.#last = Math.max(this.#last, id)
    return id
  }
}
