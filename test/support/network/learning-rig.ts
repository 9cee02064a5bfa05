// Servers of unknown words and a network process that learns them: for tests of learning.
import type { RequestListener } from 'node:http'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server, Socket } from 'socket.io'
import type { Learning } from '../../../src-preload/contract/learning.ts'
import { systemClock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import type { MemoryStore } from './memory-store.ts'
import { Stranger } from './stranger.ts'
import { TestNetwork } from './test-network.ts'
import { until } from './until.ts'

/** Opened before a test and ended after it. */
export class LearningRig {
  #dir = ''
  #files: DialectFiles | null = null
  #test: TestNetwork | null = null
  #open: { close: () => unknown }[] = []

  begin(): void {
    this.#dir = mkdtempSync(join(tmpdir(), 'filo-learning-'))
    this.#files = new DialectFiles(this.#dir)
  }

  async end(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  /** To be closed at the end as well. */
  also(one: { close: () => unknown }): void {
    this.#open.push(one)
  }

  /** The network process that came last. */
  get test(): TestNetwork {
    if (!this.#test) throw new Error('nobody came to a server yet')
    return this.#test
  }

  /** Ends the network process; servers go on. */
  async leave(): Promise<void> {
    for (const one of this.#open.splice(1).reverse()) await one.close()
  }

  /** Dialects on disk. */
  get dialects(): string[] {
    return readdirSync(this.#dir)
  }

  async stranger(
    onSocket?: (socket: Socket, io: Server) => void,
    pages?: RequestListener
  ): Promise<Stranger> {
    const server = await new Stranger(onSocket, pages).open()
    this.#open.push(server)
    return server
  }

  /** Comes to a server about which nothing is known; answers with its id. */
  async come(server: Pick<Stranger, 'connect'>, store?: MemoryStore): Promise<string> {
    const files = this.#files ?? new DialectFiles(this.#dir)
    const library = new DialectLibrary(files, systemClock, await files.read())
    const test = new TestNetwork(store ? { library, store } : { library })
    this.#test = test
    this.#open.push(test, library)
    const known = test.store.links[0]
    const link = known ?? test.store.addLink({ connect: server.connect, dialectId: 'auto' })
    await test.reached(link.serverId, 'online')
    return link.serverId
  }

  learned(serverId: string): Learning | undefined {
    return this.test.learning.get(serverId)
  }

  /** The way to write that is proposed first. */
  async waySent(serverId: string): Promise<string> {
    const ways = await until(() => {
      const sends = this.learned(serverId)?.sends
      return sends && sends.length > 0 ? sends : null
    })
    return ways[0]?.id ?? ''
  }

  /** Two lines that are heard and read. */
  async listen(server: Stranger): Promise<void> {
    server.say('Bo', 'good morning all')
    server.say('Cleo', 'and a good day to you')
    await until(() => this.test.store.texts().length === 2)
  }
}
