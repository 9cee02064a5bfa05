// Searches for the way to a server that can't be reached as expected: other generation, path, namespace or parser.
import type { Failure, FailureCode } from '../../../src-preload/contract/failure.ts'
import { findPath } from './find-path.ts'
import type { Target } from './target.ts'

/** What the dialects that there are know of servers' ways. */
export interface WayHints {
  paths: readonly string[]
  namespaces: readonly string[]
}

const elsewhereCodes: readonly FailureCode[] = [
  'server-path-unknown',
  'server-not-socketio',
  'server-login-page'
]
const closedCodes: readonly FailureCode[] = ['server-closed', 'server-malformed']
/** Namespaces that are tried at most. */
const MAX_NAMESPACES = 12

export class WaySearch {
  readonly #hints: WayHints
  readonly #tried = new Set<string>()
  #target: Target
  /** Namespaces not yet tried; null before the first was refused. */
  #namespaces: string[] | null = null
  #fromPage: string[] = []
  #elsewhere: string[] = []
  /** What was wrong before guesses were made: what is told when none was right. */
  #first: Failure | null = null

  constructor(target: Target, hints: WayHints) {
    this.#target = target
    this.#hints = hints
  }

  /** Where to try next after a failure; null where there is nothing left to try. */
  async next(failure: Failure): Promise<Target | null> {
    const found = await this.#after(failure)
    if (found) this.#target = { ...this.#target, ...found }
    return found ? this.#target : null
  }

  /** The failure to tell once the search is over; `elsewhere` in its detail names servers that the page talks to. */
  verdict(failure: Failure): Failure {
    const told = this.#first ?? failure
    if (this.#elsewhere.length === 0) return told
    return { ...told, detail: { ...told.detail, elsewhere: this.#elsewhere.join(' ') } }
  }

  async #after(failure: Failure): Promise<Partial<Target> | null> {
    const { code } = failure
    const { open } = this.#target
    if (code === 'server-version-unsupported') return open.generation ? this.#generation() : null
    if (code === 'server-namespace-unknown') return open.namespace ? this.#namespace(failure) : null
    if (closedCodes.includes(code)) return open.parser ? this.#parser(failure) : null
    return open.path && elsewhereCodes.includes(code) ? await this.#path() : null
  }

  #generation(): Partial<Target> | null {
    if (!this.#once('generation')) return null
    return { generation: this.#target.generation === '2' ? 'auto' : '2' }
  }

  // What one parser sends, the other takes for rubbish, and says so by hanging up.
  #parser(failure: Failure): Partial<Target> | null {
    if (!this.#once('parser')) return null
    this.#first = failure
    return { parser: this.#target.parser === 'msgpack' ? 'default' : 'msgpack' }
  }

  #once(what: string): boolean {
    const isNew = !this.#tried.has(what)
    this.#tried.add(what)
    return isNew
  }

  async #path(): Promise<Partial<Target> | null> {
    if (!this.#once('path')) return null
    const { found, elsewhere } = await findPath(this.#target, this.#hints.paths)
    this.#elsewhere = elsewhere
    if (!found) return null
    const { path, generation, namespaces, parser } = found
    this.#fromPage = namespaces
    // An address's path that leads to the socket does not name a namespace as well.
    const inAddress = new URL(this.#target.page).pathname
    const isPrefix = this.#target.namespace === inAddress && path.startsWith(inAddress)
    return {
      path,
      ...(this.#target.open.generation ? { generation } : {}),
      ...(isPrefix && this.#target.open.namespace ? { namespace: '/' } : {}),
      ...(parser && this.#target.open.parser ? { parser } : {})
    }
  }

  #namespace(failure: Failure): Partial<Target> | null {
    this.#first ??= failure
    const { namespace } = this.#target
    this.#namespaces ??= [...new Set(['/', ...this.#fromPage, ...this.#hints.namespaces])]
      .filter((name) => name !== namespace)
      .slice(0, MAX_NAMESPACES)
    const next = this.#namespaces.shift()
    return next === undefined ? null : { namespace: next }
  }
}
