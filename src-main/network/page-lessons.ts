// Finds out more of servers that are being learned: what their pages say, once per connection at most, and whose words theirs are.
import { lessonKinds, type Suggestion } from '../../src-preload/contract/learning.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ScriptEmit } from '../dialects/learn/page-script.ts'
import { isLearned, learnedIdOf } from '../dialects/learn/resume.ts'
import type { DialectDocument } from '../dialects/schema.ts'
import { suggest } from '../dialects/suggest.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf } from './roster.ts'
import { Recognising, type RecognisingOptions } from './recognising.ts'
import type { LinkFrame } from './packed-frames.ts'
import type { Epoch } from './thread-calls.ts'

export interface PageLessonsOptions extends RecognisingOptions {
  library: DialectLibrary
  link: Link
  receiver: () => ReceiverRpc | null
}

/** What a page says, and whose dialect that may be. */
interface Said {
  emits: ScriptEmit[]
  suggestion: Suggestion | null
}

export class PageLessons {
  readonly #options: PageLessonsOptions
  /** What pages said; of those that said nothing there is nothing, so that the next connection asks again. */
  readonly #said = new Map<ServerId, Said>()
  /** One page after the other: so only one is in memory. */
  #queue: Promise<void> = Promise.resolve()
  readonly #recognising: Recognising

  constructor(options: PageLessonsOptions) {
    this.#options = options
    this.#recognising = new Recognising(options)
  }

  /** Events came: they may tell whose server it is. */
  heard(batch: Epoch & { frames: readonly LinkFrame[] }): void {
    this.#recognising.heard(batch)
  }

  /** A connection stands: where it is not yet proven how to write there, the server's page is asked. */
  connected(epoch: Epoch): void {
    const { serverId } = epoch
    this.#recognising.connected(serverId)
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
    this.#recognising.forget(serverId)
  }

  async #read(epoch: Epoch): Promise<void> {
    // By now it may be gone, or be proven.
    if (!this.#isWanted(epoch)) return
    const { serverId } = epoch
    const texts = await this.#options.link.pageOf(serverId)
    if (texts.length === 0) return
    const talk = await this.#options.receiver()?.ask.readScripts({ texts })
    if (!talk?.ok || talk.value.emits.length + talk.value.hears.length === 0) return
    const suggestion = suggest(await this.#documents(), talk.value)
    if (!this.#options.roster.get(serverId)) return
    this.#said.set(serverId, { emits: talk.value.emits, suggestion })
    this.#tell(serverId)
  }

  #tell(serverId: ServerId): void {
    const said = this.#said.get(serverId)
    if (!said) return
    const { emits, suggestion } = said
    this.#options.receiver()?.tell('pageSays', { serverId, emits })
    if (suggestion) this.#options.lessons.suggest(serverId, suggestion)
  }

  /** What others speak; what was learned from one server is no dialect of others. */
  async #documents(): Promise<DialectDocument[]> {
    const { book } = this.#options
    const known = await book.list()
    return known.flatMap(({ id }) =>
      isLearned(id) ? [] : [book.documentOf(id) as DialectDocument]
    )
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
  return lessonKinds.every((kind) => learned?.never?.includes(kind))
}
