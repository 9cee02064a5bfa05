// Whether one server is being learned, and by whom: an apprentice comes with a dialect to learn into and goes with it.
import type { CompiledDialect } from '../../dialects/compiled.ts'
import type { DialectDocument } from '../../dialects/schema.ts'
import type { ServerLink } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'
import type { FromReceiver } from '../thread-calls.ts'
import { Apprentice } from './apprentice.ts'

export interface SchoolingOptions {
  link: ServerLink
  clock: Clock
  /** The document of a dialect that is being learned from this very server; null: it is not. */
  learning: (dialect: CompiledDialect) => DialectDocument | null
  tell: <Name extends 'learned' | 'lessonChanged'>(name: Name, payload: FromReceiver[Name]) => void
  /** The server is read by this from now on. */
  speak: (dialect: CompiledDialect) => void
  /** What said nothing so far may say something now. */
  readAgain: () => void
}

export class Schooling {
  readonly #options: SchoolingOptions
  #apprentice: Apprentice | null = null

  constructor(options: SchoolingOptions) {
    this.#options = options
  }

  get apprentice(): Apprentice | null {
    return this.#apprentice
  }

  /** The server is spoken to in this dialect, or this one changed from outside. */
  follow(dialect: CompiledDialect): void {
    const document = this.#options.learning(dialect)
    if (this.#apprentice && document) return this.#apprentice.retitle(document)
    this.close()
    this.#apprentice = document && this.#open(document)
  }

  close(): void {
    this.#apprentice?.close()
    this.#apprentice = null
  }

  #open(document: DialectDocument): Apprentice {
    const { link, clock, tell, speak, readAgain } = this.#options
    const { serverId, login, me } = link
    return new Apprentice({
      document,
      myName: me.name ?? login['name'] ?? null,
      clock,
      onLearned: (learned, dialect) => {
        speak(dialect)
        tell('learned', { serverId, document: learned })
        readAgain()
      },
      onLesson: (lesson) => tell('lessonChanged', { serverId, ...lesson })
    })
  }
}
