// The files that wait in a composer: taken in by dialog, drop or paste, put in order, lent to a message.
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import { refuse } from '../../src-preload/contract/failure.ts'
import type { FileId, FileView } from '../../src-preload/contract/files.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

/** A file that could not be taken, and why. */
export interface RefusedFile {
  name: string
  failure: Failure
}

/** So many refusals are listed; the rest is counted. */
const MOST_REFUSED = 20

export class Tray {
  /** What could not be taken since the person last said that they saw it. */
  refused: readonly RefusedFile[] = $state.raw([])
  /** Pasted pictures on their way into the store. */
  arriving = $state(0)
  readonly #conversationId: ConversationId
  readonly #wires: Wires
  #staged: readonly FileView[] = $state.raw([])
  /** Under way with a message: out of sight, and back if the message is refused. */
  #lent: ReadonlySet<FileId> = $state.raw(new Set())

  constructor(wires: Wires, conversationId: ConversationId) {
    this.#wires = wires
    this.#conversationId = conversationId
  }

  get files(): readonly FileView[] {
    const lent = this.#lent
    return lent.size === 0 ? this.#staged : this.#staged.filter(({ id }) => !lent.has(id))
  }

  /** Asks the store for what waits here; it survives restarts. */
  async load(): Promise<void> {
    const answer = await this.#wires.store.ask.listStaged({ conversationId: this.#conversationId })
    if (answer.ok) this.#staged = answer.value
  }

  apply(files: readonly FileView[]): void {
    this.#staged = files
  }

  /** Asks which files to take; they arrive by themselves. */
  choose(): Promise<Result<null>> {
    return this.#wires.app.ask.chooseFiles({ conversationId: this.#conversationId })
  }

  /** Takes dropped or pasted files: by their place on the disk, or by their bytes where they have none. */
  async take(files: readonly File[]): Promise<void> {
    const loose = this.#wires.stage(this.#conversationId, [...files])
    for (const place of loose) {
      const file = files[place]
      if (file) await this.#takeBytes(file)
    }
  }

  refuse(name: string, failure: Failure): void {
    this.refused = [...this.refused, { name, failure }].slice(-MOST_REFUSED)
  }

  forgive(): void {
    this.refused = []
  }

  async remove(id: FileId): Promise<void> {
    const before = this.#staged
    this.#staged = before.filter((file) => file.id !== id)
    const answer = await this.#wires.store.askSurely.unstage({ fileId: id })
    if (!answer.ok && answer.failure.code !== 'not-found') this.#staged = before
  }

  /** Puts a file at a place among the others; answers with its place from 0 on. */
  move(id: FileId, to: number): number {
    const files = [...this.files]
    const from = files.findIndex((file) => file.id === id)
    const place = Math.max(0, Math.min(files.length - 1, to))
    const moved = files[from]
    if (!moved || place === from) return from
    files.splice(from, 1)
    files.splice(place, 0, moved)
    this.#staged = [...files, ...this.#staged.filter((file) => this.#lent.has(file.id))]
    return place
  }

  /** Tells the store of the order, once a move is over. */
  async keepOrder(): Promise<void> {
    const fileIds = this.files.map(({ id }) => id)
    const conversationId = this.#conversationId
    await this.#wires.store.askSurely.orderStaged({ conversationId, fileIds })
  }

  /** Gives all files to a message that is being sent. */
  lend(): FileId[] {
    const ids = this.files.map(({ id }) => id)
    this.#lent = new Set([...this.#lent, ...ids])
    return ids
  }

  /** The message was taken (then they are gone from here) or refused. */
  settle(ids: readonly FileId[], isSent: boolean): void {
    const settled = new Set(ids)
    if (isSent) this.#staged = this.#staged.filter(({ id }) => !settled.has(id))
    this.#lent = new Set([...this.#lent].filter((id) => !settled.has(id)))
  }

  async #takeBytes(file: File): Promise<void> {
    if (file.size > limits.pastedBytes) {
      this.refuse(file.name, refuse('file-too-large').failure)
      return
    }
    this.arriving += 1
    const answer = await this.#stageBytes(file)
    this.arriving -= 1
    if (!answer.ok) this.refuse(file.name, answer.failure)
    else if (!this.#staged.some(({ id }) => id === answer.value.id)) {
      this.#staged = [...this.#staged, answer.value]
    }
  }

  async #stageBytes(file: File): Promise<Result<FileView>> {
    try {
      return await this.#wires.store.ask.stageBytes({
        conversationId: this.#conversationId,
        name: file.name.slice(0, limits.name),
        mediaType: file.type.slice(0, 100),
        bytes: new Uint8Array(await file.arrayBuffer())
      })
    } catch {
      return refuse('file-not-read') // a folder, or a file that went away meanwhile
    }
  }
}
