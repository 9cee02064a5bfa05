// The dialects that Filo knows, and what became of a file that was brought in or taken out.
import type { DialectErrand } from '../../src-preload/contract/dialect-calls.ts'
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { DialectCandidate, DialectSummary } from '../../src-preload/contract/network-calls.ts'
import type { Wires } from './wires.ts'

export class Dialects {
  list: readonly DialectSummary[] = $state.raw([])
  /** The last import or export; null once the person has turned to something else. */
  errand: DialectErrand | null = $state.raw(null)
  /** Why the last thing that was wanted here was refused. */
  failure: Failure | null = $state.raw(null)
  /** The one looked at in the settings. */
  chosenId: string | null = $state(null)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  byId(id: string): DialectSummary | null {
    return this.list.find((dialect) => dialect.id === id) ?? null
  }

  /** Loads the list for a dialog; a few entries, asked for each time it opens. */
  async load(): Promise<void> {
    const answer = await this.#wires.network.askSurely.listDialects({})
    if (answer.ok) this.list = answer.value
  }

  /** What a server may speak by what it has shown, best first. */
  fitsOf(serverId: ServerId): Promise<Result<DialectCandidate[]>> {
    return this.#wires.network.askSurely.listFits({ serverId })
  }

  /** The list changed: whoever has shown it gets it anew. */
  changed(): void {
    if (this.list.length > 0) void this.load()
  }

  apply(errand: DialectErrand): void {
    this.errand = errand
    if (errand.kind === 'imported') {
      this.chosenId = errand.dialectId
      void this.load()
    }
  }

  choose(id: string): void {
    this.chosenId = id
    this.dismiss()
  }

  dismiss(): void {
    this.errand = null
    this.failure = null
  }

  importFile(): Promise<void> {
    return this.#begin(this.#wires.app.ask.importDialect({}))
  }

  /** Says what is to become of an imported dialect whose id is another's. */
  settleTaken(taken: 'replace' | 'both'): Promise<void> {
    return this.#begin(this.#wires.app.ask.importTaken({ taken }))
  }

  exportFile(dialectId: string): Promise<void> {
    return this.#begin(this.#wires.app.ask.exportDialect({ dialectId }))
  }

  rename(dialectId: string, name: string): Promise<void> {
    return this.#begin(this.#wires.network.askSurely.renameDialect({ dialectId, name }))
  }

  remove(dialectId: string): Promise<void> {
    return this.#begin(this.#wires.network.ask.removeDialect({ dialectId }))
  }

  async #begin(asked: Promise<Result<null>>): Promise<void> {
    this.dismiss()
    const answer = await asked
    if (!answer.ok) this.failure = answer.failure
  }
}
