// Which files are on screen: told to the network process, which fetches those first.
import type { FileId } from '../../src-preload/contract/files.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { Wires } from './wires.ts'

/** What scrolls past faster than this is not worth fetching, ms. */
const PAUSE_MS = 150

type Heard = (isVisible: boolean) => void

export class VisibleFiles {
  readonly #wires: Wires
  /** How many elements show a file. */
  readonly #shown = new Map<FileId, number>()
  readonly #watched = new Map<Element, { id: FileId; isVisible: boolean; heard: Heard | null }>()
  #observer: IntersectionObserver | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #told = ''

  constructor(wires: Wires) {
    this.#wires = wires
    // A network process that was started anew does not know what is looked at.
    wires.network.onOpen(() => {
      this.#told = ''
      this.#tellSoon()
    })
  }

  /** Attachment for an element that shows a file; `heard` is told when it comes into sight and leaves. */
  watch(id: FileId, heard: Heard | null = null) {
    return (element: Element): (() => void) => {
      this.#observer ??= new IntersectionObserver((entries) => this.#note(entries))
      this.#watched.set(element, { id, isVisible: false, heard })
      this.#observer.observe(element)
      return () => {
        this.#observer?.unobserve(element)
        this.#set(element, false)
        this.#watched.delete(element)
      }
    }
  }

  #note(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) this.#set(target, isIntersecting)
  }

  #set(element: Element, isVisible: boolean): void {
    const watched = this.#watched.get(element)
    if (!watched || watched.isVisible === isVisible) return
    watched.isVisible = isVisible
    const count = (this.#shown.get(watched.id) ?? 0) + (isVisible ? 1 : -1)
    if (count > 0) this.#shown.set(watched.id, count)
    else this.#shown.delete(watched.id)
    watched.heard?.(isVisible)
    this.#tellSoon()
  }

  #tellSoon(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#tell(), PAUSE_MS)
  }

  #tell(): void {
    this.#timer = undefined
    const fileIds = [...this.#shown.keys()].slice(-limits.filesShown)
    const said = fileIds.join(' ')
    if (said === this.#told) return
    this.#told = said
    void this.#wires.network.ask.filesShown({ fileIds })
  }
}
