// Finds in a page's texts which other server its client talks to: `io("https://api.example.org")`.
import { registeredDomain } from './cookie-jar.ts'

/** Addresses in quotes that are looked at, and those that are told. */
const MOST_LOOKED = 200
const MOST_TOLD = 3
const SCHEMES: Readonly<Record<string, string>> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:'
}
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Origins, likeliest first: those that a socket is opened to, then those on the page's own host or beside it
 * that are named without a path. Nobody is asked; what is found is for a person to choose.
 */
export function serversIn(texts: readonly string[], page: URL): string[] {
  const opened = new Set<string>()
  const near = new Set<string>()
  for (const text of texts) {
    for (const { address, before, name } of addressesIn(text)) {
      const origin = originOf(address)
      if (origin === null || origin === page.origin) continue
      const isOpened = OPENING.test(before) || (name !== null && opens(text, name))
      if (isOpened) opened.add(origin)
      else if (/^\w+:\/\/[^/]+\/?$/.test(address) && isNear(origin, page)) near.add(origin)
    }
  }
  return [...new Set([...opened, ...near])].slice(0, MOST_TOLD)
}

/** What stands before an address that a socket is opened to. */
const OPENING = /(?<![\w$])(io|io\.connect|connectSocket|socketIOClient|openSocket)\s*\(\s*$/

function addressesIn(text: string): { address: string; before: string; name: string | null }[] {
  const found: { address: string; before: string; name: string | null }[] = []
  for (const { 1: address, index } of text.matchAll(
    /["'`]((?:https?|wss?):\/\/[^"'`\s\\<>]{1,200})["'`]/g
  )) {
    if (address === undefined || found.length >= MOST_LOOKED) break
    const before = text.slice(Math.max(0, index - 60), index)
    found.push({ address, before, name: /([A-Za-z_$][\w$]*)\s*=\s*$/.exec(before)?.[1] ?? null })
  }
  return found
}

/** Whether a socket is opened to what goes by this name. */
function opens(text: string, name: string): boolean {
  const at = text.search(
    new RegExp(`(?<![\\w$.])(io|io\\.connect)\\s*\\(\\s*${name.replaceAll('$', '\\$')}(?![\\w$])`)
  )
  return at >= 0
}

function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, host } = new URL(address)
  return host === '' ? null : `${SCHEMES[protocol]}//${host}`
}

function isNear(origin: string, { hostname }: URL): boolean {
  const other = new URL(origin).hostname
  if (other === hostname || (LOOPBACK.test(other) && LOOPBACK.test(hostname))) return true
  const domain = registeredDomain(hostname)
  return domain !== null && domain === registeredDomain(other)
}
