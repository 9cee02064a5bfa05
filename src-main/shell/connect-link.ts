// Reads filo://connect links: untrusted input that only ever fills a dialog for the person to confirm.
import * as v from 'valibot'
import { connectLinkSchema, type ConnectLink } from '../../src-preload/contract/app-calls.ts'

const MAX_LINK_LENGTH = 8_000
const plainKeys = ['url', 'name', 'dialect', 'namespace', 'path', 'generation'] as const

/** Whether it is addressed to Filo at all. */
export function isFiloLink(text: string): boolean {
  return /^filo:/i.test(text)
}

/** The link's content, or null if it is anything but a well-formed filo://connect link. */
export function parseConnectLink(text: string): ConnectLink | null {
  if (text.length > MAX_LINK_LENGTH || !isFiloLink(text) || !URL.canParse(text)) return null
  const link = new URL(text)
  if (link.host !== 'connect' && link.pathname !== '//connect') return null
  const { searchParams } = link
  const plain = plainKeys
    .map((key) => [key, searchParams.get(key)] as const)
    .filter(([, value]) => value !== null && value !== '')
  const candidate = {
    ...Object.fromEntries(plain),
    auth: withPrefix(searchParams, 'auth.'),
    query: withPrefix(searchParams, 'query.')
  }
  const parsed = v.safeParse(connectLinkSchema, candidate)
  return parsed.success && /^(https?|wss?):$/.test(new URL(parsed.output.url).protocol)
    ? parsed.output
    : null
}

function withPrefix(parameters: URLSearchParams, prefix: string): Record<string, string> {
  const entries = [...parameters]
    .filter(([key]) => key.startsWith(prefix) && key.length > prefix.length)
    .slice(0, 20)
    .map(([key, value]) => [key.slice(prefix.length), value] as const)
  return Object.fromEntries(entries)
}
