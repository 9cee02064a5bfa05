// The dialect that goes on from what is taught: the person's own one, or their copy of the server's; kept on their wish.
import { done, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { Server } from '../../src-preload/contract/model.ts'
import { freshDocument, ownCopy, slugOf } from '../text/teach.ts'
import type { Wires } from './wires.ts'

export type Document = Record<string, unknown>

export class TaughtDocument {
  /** What it is kept as, where that is a dialect of its own. */
  name = $state('')
  /** Whether it goes into a copy or a new dialect, not into one of the person's own. */
  isNew = $state(true)
  failure: Failure | null = $state.raw(null)
  isSaving = $state(false)
  server: Server | null = null
  readonly #wires: Wires
  #base: Document | null = null
  #newId = ''

  constructor(wires: Wires) {
    this.#wires = wires
  }

  async begin(server: Server): Promise<void> {
    this.server = server
    this.failure = null
    this.#newId = `${slugOf(server.name)}-${crypto.randomUUID().slice(0, 4)}`
    const found = await this.#wires.network.ask.readDialect({ serverId: server.id })
    this.#base = found.ok ? (found.value.document as Document | null) : null
    this.isNew = !found.ok || !found.value.isOwn || found.value.document === null
    this.name = this.#base && !this.isNew ? String(this.#base['name']) : server.name
  }

  /** The dialect as it would be without what is being taught. */
  base(hasRooms: boolean): Document {
    const name = this.name.trim() || (this.server?.name ?? 'Server')
    if (!this.#base) return freshDocument(this.#newId, name, hasRooms)
    return this.isNew ? ownCopy(this.#base, this.#newId, name) : this.#base
  }

  /** Keeps the document, and has the server spoken to by it from now on. */
  async save(document: Document): Promise<Result<{ dialectId: string }>> {
    const { server } = this
    if (!server) return done({ dialectId: '' })
    this.isSaving = true
    const kept = await this.#wires.network.ask.saveDialect({ document })
    if (kept.ok) {
      const { dialectId } = kept.value
      const set = await this.#wires.store.askSurely.setDialect({ serverId: server.id, dialectId })
      this.failure = set.ok ? null : set.failure
    } else this.failure = kept.failure
    this.isSaving = false
    return kept
  }
}
