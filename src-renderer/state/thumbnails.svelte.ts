// Small pictures of images that are on this computer: made one at a time, for what is in sight only.
import { SvelteSet } from 'svelte/reactivity'
import type { FileId } from '../../src-preload/contract/files.ts'
import { drawSmall, type Draw } from './small-pictures/draw-small.ts'
import type { Wires } from './wires.ts'

export class Thumbnails {
  readonly #wires: Wires
  readonly #draw: Draw
  /** Those in sight without one, in the order in which they came. */
  readonly #wanted = new Set<FileId>()
  readonly #impossible = new SvelteSet<FileId>()
  /** Made; the store's word of it is on its way. */
  readonly #made = new Set<FileId>()
  #isBusy = false

  constructor(wires: Wires, draw: Draw = drawSmall) {
    this.#wires = wires
    this.#draw = draw
  }

  /** No picture can be made of it: it is too large, damaged, or gone. */
  isImpossible(id: FileId): boolean {
    return this.#impossible.has(id)
  }

  /** Asks for one; the undo is for what left the screen before its turn came. */
  want(id: FileId): () => void {
    if (!this.#impossible.has(id) && !this.#made.has(id)) {
      this.#wanted.add(id)
      void this.#work()
    }
    return () => this.#wanted.delete(id)
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    for (const id of this.#wanted) {
      await this.#make(id)
      this.#wanted.delete(id)
    }
    this.#isBusy = false
  }

  async #make(id: FileId): Promise<void> {
    const image = await this.#wires.store.ask.readImage({ fileId: id })
    if (!image.ok) {
      // A store that is being started again has not said no.
      if (!image.failure.retry) this.#impossible.add(id)
      return
    }
    const small = await this.#draw(image.value)
    const kept = small && (await this.#wires.store.ask.keepThumbnail({ fileId: id, bytes: small }))
    if (kept?.ok) this.#made.add(id)
    else if (!kept?.failure.retry) this.#impossible.add(id)
  }
}
