// Fetches a server's own page and the scripts of its origin, for who learns from them how the server is talked to.
import { CookieJar } from './cookie-jar.ts'
import { fetchText, isClientLibrary, PAGE_BYTES, scriptsIn } from './page.ts'
import type { Target } from './target.ts'

const MAX_SCRIPTS = 12
const SCRIPT_BYTES = 2 * 1024 * 1024
/** Of all scripts together. */
const SCRIPTS_BYTES = 2 * SCRIPT_BYTES
/** For all requests together, ms; each has its own limit, too. */
const LIMIT_MS = 8_000

/** The way to the page of a client that lives elsewhere: none of what is told to the server is told there. */
export function clientOf(target: Target): Target {
  if (target.clientPage === null) return target
  const { origin } = new URL(target.clientPage)
  const agent = target.agent.elsewhere(origin)
  return { ...target, origin, page: target.clientPage, agent, headers: {}, jar: new CookieJar() }
}

/**
 * The page at the address, and its scripts in their order: one GET after the other over the server's own route.
 * Empty where nothing is there. Never rejects.
 */
export async function pageTexts(target: Target): Promise<string[]> {
  const endsAt = performance.now() + LIMIT_MS
  const page = await fetchText(target, new URL(target.page), PAGE_BYTES)
  if (page === null) return []
  const texts = [page.text]
  const named = scriptsIn(page.text, page.url).filter(({ pathname }) => !isClientLibrary(pathname))
  const urls = [...new Map(named.map((url) => [url.href, url])).values()].slice(0, MAX_SCRIPTS)
  let left = SCRIPTS_BYTES
  for (const url of urls) {
    if (left <= 0 || performance.now() > endsAt) break
    const script = await fetchText(target, url, Math.min(left, SCRIPT_BYTES))
    if (script === null) continue
    left -= Buffer.byteLength(script.text)
    texts.push(script.text)
  }
  return texts
}
