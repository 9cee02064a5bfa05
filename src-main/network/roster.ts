// The servers as the network process's main thread knows them, so that any thread can be told anew.
import type { Connection, ServerId } from '../../src-preload/contract/model.ts'
import type { Opening, Session } from '../dialects/compiled.ts'
import { plainPassage } from '../ports/passage.ts'
import type { ServerLink } from '../ports/store-network-calls.ts'
import { AUTO_DIALECT } from './dialect-book.ts'

export interface RosterEntry {
  /** As the store has it. */
  link: ServerLink
  /** The dialect that was recognised, where the link leaves it open. */
  recognised: string | null
  /** How it opened when it was looked at; null where it was not in this run. */
  opening: Opening | null
  session: Session | null
  isJoined: boolean
  /** This connection went on where the last one ended. */
  isRecovered: boolean
  /** The store was not told yet that this connection did not. */
  owesBreak: boolean
  connection: Connection | null
}

export type LinkNews = 'same' | 'learned' | 'fresh'

export class Roster {
  readonly #entries = new Map<ServerId, RosterEntry>()

  get(serverId: ServerId): RosterEntry | undefined {
    return this.#entries.get(serverId)
  }

  all(): RosterEntry[] {
    return [...this.#entries.values()]
  }

  /** Takes over a link; `fresh` means that it must be connected anew, `learned` that only facts changed. */
  set(link: ServerLink): LinkNews {
    const known = this.#entries.get(link.serverId)
    if (!known) {
      this.#entries.set(link.serverId, newEntry(link))
      return 'fresh'
    }
    const before = known.link
    // Asked to find out once more: what was recognised counts no longer.
    const isOpenAgain = link.dialectId === AUTO_DIALECT && known.recognised !== null
    if (isOpenAgain) known.recognised = null
    const resolvedBefore = dialectIdOf(known)
    known.link = link
    if (isOpenAgain || wayOf(before) !== wayOf(link) || resolvedBefore !== dialectIdOf(known))
      return 'fresh'
    return JSON.stringify(before) === JSON.stringify(link) ? 'same' : 'learned'
  }

  /** What a server wants to be told again at the next connection. */
  remember(serverId: ServerId, values: Record<string, string>): void {
    const entry = this.#entries.get(serverId)
    if (!entry) return
    entry.link = { ...entry.link, remembered: { ...entry.link.remembered, ...values } }
  }

  /** The store knows that the connection began anew. */
  paidBreak(serverId: ServerId): void {
    const entry = this.#entries.get(serverId)
    if (entry) entry.owesBreak = false
  }

  remove(serverId: ServerId): boolean {
    return this.#entries.delete(serverId)
  }
}

/** The link with the dialect that it really goes by, for the threads: the secrets of the way stay here. */
export function resolvedLink(entry: RosterEntry): ServerLink {
  return { ...entry.link, dialectId: dialectIdOf(entry), passage: plainPassage }
}

/** The dialect of a server: the chosen one, else the recognised one, else still `auto`. */
export function dialectIdOf({ link, recognised }: RosterEntry): string {
  return link.dialectId === AUTO_DIALECT ? (recognised ?? AUTO_DIALECT) : link.dialectId
}

function newEntry(link: ServerLink): RosterEntry {
  return {
    link,
    recognised: null,
    opening: null,
    session: null,
    isJoined: false,
    isRecovered: false,
    owesBreak: false,
    connection: null
  }
}

// What, when it changes, makes another connection of it.
function wayOf({ connect, login, passage }: ServerLink): string {
  return JSON.stringify([connect, login, passage])
}
