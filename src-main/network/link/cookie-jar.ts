// The cookies of one server: for its pages, its handshake and what is asked of it over HTTP; bounded, and kept.
import { limits } from '../../../src-preload/contract/limits.ts'
import { CookieJar as Jar, getPublicSuffix } from 'tough-cookie'

/** Cookies of one server at most, and characters of one. */
const MAX_COOKIES = 60
const MAX_COOKIE = 8_000

export class CookieJar {
  #jar: Jar
  /** Told after each change. */
  onChanged: () => void = () => undefined

  /** `kept` is what `text` gave earlier; what is no jar counts as an empty one. */
  constructor(kept = '') {
    this.#jar = readJar(kept)
  }

  /** The `Cookie` header for an address; empty where there is none. */
  header(url: URL | string): string {
    return this.#jar.getCookieStringSync(String(url))
  }

  /** The cookies for an address, by name. */
  values(url: URL | string): Record<string, string> {
    const found = this.#jar.getCookiesSync(String(url))
    return Object.fromEntries(found.map(({ key, value }) => [key, value]))
  }

  /** Takes over what an answer set; what is malformed, foreign or too much is left out. */
  take(url: URL | string, headers: readonly string[] | string | null | undefined): void {
    if (!headers || headers.length === 0) return
    const before = this.text()
    for (const header of [headers].flat()) {
      if (header.length > MAX_COOKIE || this.#count() >= MAX_COOKIES) continue
      this.#jar.setCookieSync(header, String(url), { ignoreError: true })
    }
    if (this.text() !== before) this.onChanged()
  }

  clear(): void {
    if (this.#count() === 0) return
    this.#jar.removeAllCookiesSync()
    this.onChanged()
  }

  /** Everything as text, to be kept; empty where there is nothing, or too much to keep. */
  text(): string {
    if (this.#count() === 0) return ''
    // When one was last used changes all the time and tells nothing.
    const cookies = this.#jar
      .serializeSync()
      ?.cookies.map(({ lastAccessed: _used, ...rest }) => rest)
    const text = JSON.stringify({ cookies })
    return text.length > limits.cookies ? '' : text
  }

  #count(): number {
    return this.#jar.serializeSync()?.cookies.length ?? 0
  }
}

// A server may stand under any name, `localhost` and bare ones included.
const options = { rejectPublicSuffixes: false, looseMode: true }

function readJar(kept: string): Jar {
  const empty = new Jar(undefined, options)
  if (kept === '') return empty
  try {
    const { cookies } = JSON.parse(kept) as { cookies: unknown }
    if (!Array.isArray(cookies)) return empty
    return Jar.deserializeSync(JSON.stringify({ ...empty.serializeSync(), cookies }))
  } catch {
    return empty
  }
}

/** The part of a host's name that somebody registered; null for numbers and bare names. */
export function registeredDomain(hostname: string): string | null {
  if (!hostname.includes('.') || /^[\d.]+$|:/.test(hostname)) return null
  return getPublicSuffix(hostname, { allowSpecialUseDomain: false, ignoreError: true }) ?? null
}
