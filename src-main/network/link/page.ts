// Reads a server's own page for what it says of its socket: bounded in bytes, time, scripts and steps.
import type { FoundWay } from '../../../src-preload/contract/store-calls.ts'
import { serversIn } from './page-servers.ts'
import { requestHttp } from './http-request.ts'
import type { Target } from './target.ts'

export const PAGE_BYTES = 256 * 1024
const SCRIPT_BYTES = 1024 * 1024
const MAX_SCRIPTS = 5
const MAX_REDIRECTS = 3
const LIMIT_MS = 3_000
/** Places in a text that are looked at, and characters after each. */
const MAX_PLACES = 100
const PLACE = 300
/** What is taken from a page at most. */
const MAX_NAMES = 6

/** What a page says of its socket. */
export interface PageFinding {
  paths: string[]
  namespaces: string[]
  /** Origins of other servers that it seems to talk to, likeliest first. */
  servers: string[]
  parser?: NonNullable<FoundWay['parser']>
}

/** Fetches the page at the address and the scripts of the same server that it names. */
export async function readPage(target: Target): Promise<PageFinding> {
  const page = await fetchText(target, new URL(target.page), PAGE_BYTES)
  if (page === null) return { paths: [], namespaces: [], servers: [] }
  const sources = scriptsIn(page.text, page.url)
  const scripts = sources.filter(({ pathname }) => !isClientLibrary(pathname)).slice(0, MAX_SCRIPTS)
  const texts = await Promise.all(scripts.map((url) => fetchText(target, url, SCRIPT_BYTES)))
  const all = [page.text, ...texts.flatMap((script) => script?.text ?? [])]
  return { ...readTexts(all, sources), servers: serversIn(all, page.url) }
}

/** What the texts of a page and the addresses of its scripts say. */
export function readTexts(
  texts: readonly string[],
  sources: readonly URL[]
): Omit<PageFinding, 'servers'> {
  const served = sources.map(({ pathname }) => pathname).filter(isClientLibrary)
  const calls = texts.flatMap((text) => placesOf(text, 'io(').concat(placesOf(text, 'io.connect(')))
  const paths = [
    ...served.map((path) => path.slice(0, path.lastIndexOf('/'))),
    ...calls.flatMap((call) => /\bpath\s*:\s*["'`](\/[^"'`\s]{1,200})["'`]/.exec(call)?.[1] ?? []),
    ...texts.flatMap((text) => literalsWith(text, 'socket.io'))
  ]
  const namespaces = calls.flatMap((call) => /^["'`](\/[^"'`\s]{1,100})["'`]/.exec(call)?.[1] ?? [])
  const isPacked = served.some((path) => path.includes('.msgpack'))
  return {
    paths: [...new Set(paths.map((path) => path.replace(/\/+$/, '')))].slice(0, MAX_NAMES),
    namespaces: [...new Set(namespaces)].slice(0, MAX_NAMES),
    ...(isPacked ? { parser: 'msgpack' as const } : {})
  }
}

/** Whether a script is the Socket.IO client as servers hand it out. */
export function isClientLibrary(path: string): boolean {
  return /\/socket\.io(\.[a-z]+)*\.js$/.test(path)
}

/** The scripts of the page's own origin that it names. */
export function scriptsIn(html: string, page: URL): URL[] {
  return placesOf(html, '<script').flatMap((tag) => {
    const source = /^[^>]*?\ssrc\s*=\s*["']?([^"'\s>]{1,500})/i.exec(tag)?.[1]
    if (source === undefined || !URL.canParse(source, page)) return []
    const url = new URL(source, page)
    return url.origin === page.origin ? [url] : []
  })
}

/** What follows each place where a text holds `mark`, and not as the end of a longer word. */
function placesOf(text: string, mark: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf(mark); at >= 0 && found.length < MAX_PLACES;) {
    const from = at + mark.length
    if (!/[\w$]/.test(text.charAt(at - 1))) found.push(text.slice(from, from + PLACE))
    at = text.indexOf(mark, from)
  }
  return found
}

/** Texts in quotes that are a path and end with `end`. */
function literalsWith(text: string, end: string): string[] {
  const found: string[] = []
  let looked = 0
  for (let at = text.indexOf(end); at >= 0 && looked < MAX_PLACES; looked++) {
    const around = text.slice(Math.max(0, at - 100), at + end.length + 2)
    const path = /["'`](\/[\w./-]*)\/?["'`]$/.exec(around.replace(/[^"'`]$/, ''))?.[1]
    if (path !== undefined) found.push(path)
    at = text.indexOf(end, at + end.length)
  }
  return found
}

/** What stands at an address of the server in the end, and where that is; null where nothing does. */
export async function fetchText(
  target: Target,
  from: URL,
  maxBytes: number
): Promise<{ text: string; url: URL } | null> {
  let url = from
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    const cookie = target.jar.header(url)
    const end = await requestHttp({
      url,
      agent: target.agent,
      method: 'GET',
      headers: {
        accept: 'text/html, */*',
        ...target.headers,
        ...(cookie === '' ? {} : { cookie })
      },
      body: null,
      timeoutMs: LIMIT_MS,
      maxBytes
    })
    if (end.kind !== 'answered') return null
    const { location } = end.headers
    if (end.status < 300 || end.status >= 400 || location === undefined) {
      return { text: end.body, url }
    }
    if (!URL.canParse(location, url)) return null
    const next = new URL(location, url)
    if (next.origin !== from.origin) return null
    url = next
  }
  return null
}
