// Has the pages of servers that are being learned fetched and read, and tells what they say: once per connection at most.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ScriptEmit } from '../dialects/learn/page-script.ts'
import { learnedIdOf } from '../dialects/learn/resume.ts'
import type { DialectDocument } from '../dialects/schema.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, type Roster } from './roster.ts'
import type { Epoch } from './thread-calls.ts'

export interface PageLessonsOptions {
  roster: Roster
  library: DialectLibrary
  link: Link
  receiver: () => ReceiverRpc | null
}

export class PageLessons {
  readonly #options: PageLessonsOptions
  /** What pages said; of those that said nothing there is nothing, so that the next connection asks again. */
  readonly #said = new Map<ServerId, ScriptEmit[]>()
  /** One page after the other: so only one is in memory. */
  #queue: Promise<void> = Promise.resolve()

  constructor(options: PageLessonsOptions) {
    this.#options = options
  }

  /** A connection stands: where it is not yet proven how to write there, the server's page is asked. */
  connected(epoch: Epoch): void {
    const { serverId } = epoch
    if (!this.#isWanted(epoch)) return
    if (this.#said.has(serverId)) this.#tell(serverId)
    else this.#queue = this.#queue.then(() => this.#read(epoch))
  }

  /** There is a new receiver, which knows nothing of pages. */
  restored(): void {
    for (const serverId of this.#said.keys()) {
      if (this.#isWanted({ serverId, epoch: this.#options.link.epochOf(serverId) })) {
        this.#tell(serverId)
      }
    }
  }

  forget(serverId: ServerId): void {
    this.#said.delete(serverId)
  }

  async #read(epoch: Epoch): Promise<void> {
    // By now it may be gone, or be proven.
    if (!this.#isWanted(epoch)) return
    const { serverId } = epoch
    const texts = await this.#options.link.pageOf(serverId)
    if (texts.length === 0) return
    const emits = await this.#options.receiver()?.ask.readScripts({ texts })
    if (!emits?.ok || emits.value.length === 0 || !this.#options.roster.get(serverId)) return
    this.#said.set(serverId, emits.value)
    this.#tell(serverId)
  }

  #tell(serverId: ServerId): void {
    const emits = this.#said.get(serverId) ?? []
    this.#options.receiver()?.tell('pageSays', { serverId, emits })
  }

  #isWanted({ serverId, epoch }: Epoch): boolean {
    const { roster, library, link } = this.#options
    const entry = roster.get(serverId)
    const id = learnedIdOf(serverId)
    if (!entry || dialectIdOf(entry) !== id) return false
    if (!link.isConnected(serverId) || link.epochOf(serverId) !== epoch) return false
    const document = library.get(id) as DialectDocument | null
    return document !== null && !document.outbound?.send && !saysNever(document)
  }
}

/** The person wants to be asked neither about introductions nor about writing. */
function saysNever({ learned }: DialectDocument): boolean {
  return (learned?.never ?? []).length === 2
}
