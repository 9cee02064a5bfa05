// What people type as an address, and what an invite link holds.

export interface InviteParts {
  url: string
  name: string
  dialect: string
  namespace: string
  path: string
  generation: 'auto' | '2' | '3' | '4'
  auth: Record<string, string>
  query: Record<string, string>
}

/** Completes a typed address with a protocol; null where nothing sensible can be made of it. */
export function completeAddress(typed: string): string | null {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return null
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${protocolFor(text)}//${text}`)
  if (!url || url.hostname === '') return null
  return ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) ? url.href : null
}

/** The host of an address as a person would say it, letters of other scripts as punycode; whom, where it is mail. */
export function hostOf(address: string): string {
  const url = parse(address)
  if (url?.protocol === 'mailto:') return url.pathname
  return url?.host ?? address
}

/** Reads a `filo://connect` link that was pasted as an address; null if it is none. */
export function readInvite(typed: string): InviteParts | null {
  const link = parse(typed.trim())
  if (link?.protocol !== 'filo:' || link.host !== 'connect') return null
  const given = link.searchParams
  const url = given.get('url')
  if (!url) return null
  const generation = given.get('generation')
  return {
    url,
    name: given.get('name') ?? '',
    dialect: given.get('dialect') ?? 'auto',
    namespace: given.get('namespace') ?? '',
    path: given.get('path') ?? '',
    generation:
      generation === '2' || generation === '3' || generation === '4' ? generation : 'auto',
    auth: withPrefix(given, 'auth.'),
    query: withPrefix(given, 'query.')
  }
}

function withPrefix(given: URLSearchParams, prefix: string): Record<string, string> {
  const pairs = [...given].filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(pairs.map(([key, value]) => [key.slice(prefix.length), value]))
}

function protocolFor(text: string): 'http:' | 'https:' {
  const host = text.split(/[/:?#]/)[0] ?? ''
  const isNear =
    host === 'localhost' ||
    /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(host) ||
    host.endsWith('.local') ||
    text.startsWith('[')
  return isNear ? 'http:' : 'https:'
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
