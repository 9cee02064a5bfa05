// A person with a real store, a real network process's inside and a file server, all in one test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { openRpc, type CallTable, type Rpc } from '../../../src-preload/contract/rpc.ts'
import type { FileProgress, FileView } from '../../../src-preload/contract/files.ts'
import type { Conversation, Message } from '../../../src-preload/contract/model.ts'
import {
  networkCalls,
  type NetworkCalls,
  type NetworkEvents
} from '../../../src-preload/contract/network-calls.ts'
import {
  storeCalls,
  type StoreCalls,
  type StoreEvents
} from '../../../src-preload/contract/store-calls.ts'
import { systemClock, type Clock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import { Network } from '../../../src-main/network/network.ts'
import type { NetworkOptions } from '../../../src-main/network/network-options.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import { startInProcess, startMoverInProcess } from './test-network.ts'
import { until } from './until.ts'

const SERVER = '0b51b5a5-6a31-4a4b-8d0a-5ae4b3f4f001'

export interface WorldOptions {
  url: string
  /** The id of a known one, or one of its own. */
  dialect: string | Record<string, unknown>
  name?: string
  startMover?: NetworkOptions['startMover']
  startThread?: NetworkOptions['startThread']
  login?: Record<string, string>
  clock?: Clock
  generation?: '2' | '4'
}

export class TransferWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'filo-files-'))
  readonly store: Store
  readonly window: Rpc<StoreCalls, object>
  readonly moved: FileProgress[] = []
  readonly measured: NetworkEvents['threadsMeasured'][] = []
  readonly #options: WorldOptions
  network: Network
  asked: Rpc<NetworkCalls, object>

  private constructor(options: WorldOptions) {
    this.#options = options
    mkdirSync(join(this.folder, 'store'))
    const opened = openStore({
      path: join(this.folder, 'store', 'filo.sqlite'),
      encryptionKey: null
    })
    if (!opened.ok) throw new Error('no store')
    this.store = opened.value
    const [ours, theirs] = portPair()
    this.store.serveWindow(theirs)
    this.window = openRpc<CallTable, StoreCalls, StoreEvents, object>(ours, { asks: storeCalls })
    ;({ network: this.network, asked: this.asked } = this.#openNetwork())
  }

  /** Opens it and waits until the person is in the conversation. */
  static async open(options: WorldOptions): Promise<TransferWorld> {
    const world = new TransferWorld(options)
    await world.window.ask.addServer({
      id: SERVER,
      name: '',
      connect: {
        url: options.url,
        generation: options.generation ?? '4',
        transports: 'websocket',
        query: {},
        headers: {},
        auth: {}
      },
      dialectId:
        typeof options.dialect === 'string' ? options.dialect : String(options.dialect['id']),
      login: { name: options.name ?? 'Ana', ...options.login }
    })
    await world.ready()
    return world
  }

  /** Waits until files may be sent. */
  async ready(): Promise<void> {
    await until(async () => {
      const servers = await this.window.ask.listServers({})
      return servers.ok &&
        servers.value[0]?.features.send === true &&
        (await this.conversation()) !== undefined
        ? true
        : undefined
    })
  }

  async conversation(): Promise<Conversation | undefined> {
    const listed = await this.window.ask.watchConversations({ serverId: SERVER })
    return listed.ok ? listed.value[0] : undefined
  }

  /** The network process dies and comes back. */
  killNetwork(): void {
    this.network.close()
    this.asked.close()
    ;({ network: this.network, asked: this.asked } = this.#openNetwork())
  }

  /** A file of the person's, with a name and bytes. */
  write(name: string, bytes: Uint8Array): string {
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    return path
  }

  /** Puts files into the composer and sends them. */
  async send(paths: readonly string[], text = ''): Promise<number> {
    const conversation = await until(() => this.conversation())
    await until(async () => {
      const servers = await this.window.ask.listServers({})
      return servers.ok && servers.value[0]?.files ? true : undefined
    })
    const refused = await this.store.stageFiles(conversation.id, paths)
    if (refused.length > 0) throw new Error(JSON.stringify(refused))
    const staged = await this.window.ask.listStaged({ conversationId: conversation.id })
    const fileIds = staged.ok ? staged.value.map(({ id }) => id) : []
    const sent = await this.window.ask.sendMessage({
      conversationId: conversation.id,
      clientId: randomUUID(),
      text,
      replyToId: null,
      fileIds
    })
    if (!sent.ok) throw new Error(JSON.stringify(sent.failure))
    return sent.value.messageId
  }

  async messages(): Promise<Message[]> {
    const conversation = await until(() => this.conversation())
    const opened = await this.window.ask.openRange({
      conversationId: conversation.id,
      anchor: { at: 'end' },
      rows: 100
    })
    if (!opened.ok) throw new Error('no range')
    await this.window.ask.closeRange({ rangeId: opened.value.rangeId })
    return opened.value.messages
  }

  /** Waits until the only file of a message is so. */
  async file(
    isSo: (file: FileView, message: Message) => boolean,
    withinMs = 10_000
  ): Promise<FileView> {
    return until(async () => {
      const messages = await this.messages()
      for (const message of messages) {
        const found = message.files.find((file) => isSo(file, message))
        if (found) return found
      }
      return undefined
    }, withinMs)
  }

  /** Bytes of a file that is here. */
  async bytes(fileId: number): Promise<Buffer> {
    const found = await this.store.localFile({ fileId })
    if (!found.ok || found.value.path === null) throw new Error('not here')
    return readFileSync(found.value.path)
  }

  close(): void {
    this.network.close()
    this.store.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #openNetwork(): { network: Network; asked: Rpc<NetworkCalls, object> } {
    const { dialect, startMover, startThread, clock = systemClock } = this.#options
    const documents = typeof dialect === 'string' ? [] : [{ name: 'x.json', document: dialect }]
    const network = new Network({
      clock,
      library: new DialectLibrary(new DialectFiles(null), clock, documents),
      startThread: startThread ?? ((setup) => startInProcess(setup)),
      startMover: startMover ?? startMoverInProcess
    })
    const [near, far] = portPair()
    this.store.serveNetwork(far)
    network.attachStore(near)
    const [ours, theirs] = portPair()
    network.addWindow(theirs)
    const asked = openRpc<CallTable, NetworkCalls, NetworkEvents, object>(ours, {
      asks: networkCalls,
      hears: {
        filesMoved: ({ files }) => void this.moved.push(...files),
        threadsMeasured: (measured) => void this.measured.push(measured)
      }
    })
    return { network, asked }
  }
}
