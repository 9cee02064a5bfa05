// Lets conversations be heard again when the time for which they were muted is over.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import { describeError } from '../../base/log.ts'
import { findMuteEnded, nextMuteEnd } from '../queries/notices.ts'
import type { StoreCore } from '../store-core.ts'
import type { WriteSession } from '../write-session.ts'

/** Timers stand still while the computer sleeps: it is looked again this often. */
const LOOK_MS = 5 * 60_000

export class MuteEnds {
  readonly #core: StoreCore
  #undoTimer: (() => void) | null = null
  #undoChanges: (() => void) | null = null

  constructor(core: StoreCore) {
    this.#core = core
  }

  start(): void {
    this.#undoChanges = this.#core.onChange(({ hasNewMute }) => {
      if (hasNewMute) this.#plan()
    })
    this.#plan()
  }

  close(): void {
    this.#undoTimer?.()
    this.#undoChanges?.()
  }

  #plan(): void {
    this.#undoTimer?.()
    this.#undoTimer = null
    const next = nextMuteEnd(this.#core.db)
    if (next === null) return
    const waitMs = Math.min(LOOK_MS, Math.max(0, next - this.#core.now()))
    this.#undoTimer = this.#core.clock.after(waitMs, () => this.#end())
  }

  // A full disk leaves them muted until the next look.
  #end(): void {
    try {
      const ended = findMuteEnded(this.#core.db, this.#core.now())
      if (ended.length > 0)
        this.#core.write((session) => ended.forEach((id) => unmute(session, id)))
    } catch (error) {
      this.#core.log.warn('conversations stay muted', { error: describeError(error) })
      this.#undoTimer = this.#core.clock.after(LOOK_MS, () => this.#end())
      return
    }
    this.#plan()
  }
}

function unmute(session: WriteSession, id: ConversationId): void {
  const conversation = session.conversation(id)
  if (!conversation) {
    session.db.run('UPDATE conversations SET muted_until = NULL WHERE id = ?', [id])
    return
  }
  conversation.row.muted = 0
  conversation.row.muted_until = null
}
