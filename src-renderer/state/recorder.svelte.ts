// Recording events to a file: from where on, what would be in it, and saving it.
import type { RecordingDraft } from '../../src-preload/contract/inspector.ts'
import { done, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

export class Recorder {
  /** The first event of the recording that runs; null: none runs. */
  from: number | null = $state(null)
  count = $state(0)
  /** What would be written, while the person looks at it. */
  draft: RecordingDraft | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  withSecrets = $state(false)
  isShown = $state(false)
  readonly #wires: Wires
  #wish: { serverId: ServerId; from: number; to: number | null } | null = null

  constructor(wires: Wires) {
    this.#wires = wires
  }

  /** Records from the next event on. */
  start(lastId: number): void {
    this.from = lastId + 1
    this.count = 0
  }

  /** Events up to this one came. */
  seen(lastId: number): void {
    if (this.from !== null) this.count = Math.max(0, lastId - this.from + 1)
  }

  stop(): void {
    this.from = null
  }

  /** Shows what a recording of these events would hold. */
  async preview(serverId: ServerId, from: number, to: number | null): Promise<void> {
    this.#wish = { serverId, from, to }
    this.withSecrets = false
    this.isShown = true
    await this.#load()
  }

  async setSecrets(withSecrets: boolean): Promise<void> {
    this.withSecrets = withSecrets
    await this.#load()
  }

  leave(): void {
    this.isShown = false
    this.draft = null
    this.#wish = null
  }

  /** Asks where, and writes; `null` where the person thought better of it. */
  async save(name: string): Promise<Result<{ name: string | null }>> {
    if (!this.draft) return done({ name: null })
    return await this.#wires.app.ask.saveText({ name, text: this.draft.text })
  }

  async #load(): Promise<void> {
    const wish = this.#wish
    if (!wish) return
    const secrets = this.withSecrets
    const answer = await this.#wires.network.ask.draftRecording({ ...wish, secrets })
    if (wish !== this.#wish || secrets !== this.withSecrets) return
    this.draft = answer.ok ? answer.value : null
    this.failure = answer.ok ? null : answer.failure
  }
}
