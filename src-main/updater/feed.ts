// Where releases are looked for, and whose word that is.
import type { UpdateSettings } from '../../src-preload/contract/updates.ts'
import type { UpdatePolicy } from '../ports/updates.ts'

export type Feed =
  /** What the package was made with. */
  | { kind: 'packaged' }
  /** Any web server with the files of a release in one folder. */
  | { kind: 'generic'; url: string }
  | { kind: 'github'; owner: string; repo: string }
  /** An address that can't be used: nothing else is asked in its place. */
  | { kind: 'invalid' }

export interface ChosenFeed {
  feed: Feed
  channel: UpdateSettings['channel']
  by: 'package' | 'person' | 'policy'
}

/** A policy's word counts before the person's, and that before the package's. */
export function updateFeed(settings: UpdateSettings, policy: UpdatePolicy): ChosenFeed {
  const channel = policy.channel ?? settings.channel
  if (policy.feed !== undefined) return { feed: parseFeed(policy.feed), channel, by: 'policy' }
  const feed = parseFeed(settings.feed)
  return { feed, channel, by: feed.kind === 'packaged' ? 'package' : 'person' }
}

const GITHUB = /^(?:github:|https:\/\/github\.com\/)([\w.-]{1,100})\/([\w.-]{1,100})\/?$/i

function parseFeed(address: string): Feed {
  const text = address.trim()
  if (text === '') return { kind: 'packaged' }
  const [, owner, repo] = GITHUB.exec(text) ?? []
  if (owner && repo) return { kind: 'github', owner, repo }
  if (!URL.canParse(text)) return { kind: 'invalid' }
  const url = new URL(text)
  if (url.username || url.password || !isTrustworthy(url)) return { kind: 'invalid' }
  return { kind: 'generic', url: url.href }
}

// Over plain HTTP anybody on the way could hold an update back; only this computer itself is no such way.
function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}
