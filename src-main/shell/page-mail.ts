// What main tells the window's page: at once if it listens, or as soon as it does for what must not be missed.
import type { AppEvents } from '../../src-preload/contract/app-calls.ts'
import type { AppRpc } from './app-handlers.ts'

/** Links and places that wait for a page; more is nobody's wish. */
const PENDING = 20

/** The way to the page, through reloads of it. */
export class PageMail {
  #rpc: AppRpc | null = null
  #pending: (() => void)[] = []
  #isReady = false

  /** Tells the page if there is one; what nobody hears is gone. */
  tell<Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]): void {
    this.#rpc?.tell(name, payload)
  }

  /** Tells the page, or the next one as soon as it listens. */
  tellWhenReady<Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]): void {
    if (this.#isReady) this.tell(name, payload)
    else if (this.#pending.length < PENDING) this.#pending.push(() => this.tell(name, payload))
  }

  /** A page begins to load: the one before is told nothing more. */
  pageBegins(): void {
    this.#rpc?.close()
    this.#isReady = false
  }

  /** @param rpc The end of main's port to the page that loads. */
  reach(rpc: AppRpc): void {
    this.#rpc = rpc
  }

  /** The page listens: it gets what waited. */
  pageReady(): void {
    this.#isReady = true
    for (const tell of this.#pending.splice(0)) tell()
  }

  /** The window was closed. */
  pageLeft(): void {
    this.#isReady = false
  }
}
