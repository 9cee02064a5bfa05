// What the stand-ins know: servers, connections, conversations and messages, made up but believable.
import type { AppEvents, Hosting, Settings } from '../../../src-preload/contract/app-calls.ts'
import type {
  Connection,
  ConnectionState,
  Conversation,
  Features,
  Message,
  Server
} from '../../../src-preload/contract/model.ts'
import type { DataState } from '../../../src-preload/contract/data-calls.ts'
import type { PolicyView } from '../../../src-preload/contract/policy.ts'
import type { ProxySettings } from '../../../src-preload/contract/passage.ts'
import type { NetworkEvents, ServerTraffic } from '../../../src-preload/contract/network-calls.ts'
import type { Rpc } from '../../../src-preload/contract/rpc.ts'
import type { StoreEvents } from '../../../src-preload/contract/store-calls.ts'
import type { Keeping } from '../../../src-preload/contract/vault.ts'
import { dataFor } from './stand-in-data.ts'
import { keepingFor } from './stand-in-keeping.ts'
import { policyFor } from './stand-in-policy.ts'
import { filesConversation, makeFileMessages } from './made-up-files.ts'
import { makeMessages, makeConversations } from './made-up.ts'

/** What a picture asks for, from the page's address. */
export interface Wish {
  lang?: string
  theme?: string
  density?: string
  empty?: string
  state?: string
  slow?: string
  doctor?: string
  gap?: string
  vault?: string
  data?: string
  coverage?: string
  errand?: string
  events?: string
  learn?: string
  update?: string
  tray?: string
  transfers?: string
  trouble?: string
  nofiles?: string
  policy?: string
}

type AppRpc = Rpc<Record<never, never>, AppEvents>
type StoreRpc = Rpc<Record<never, never>, StoreEvents>
type NetworkRpc = Rpc<Record<never, never>, NetworkEvents>

const features: Features = {
  send: true,
  edit: true,
  delete: true,
  react: true,
  reply: true,
  typing: true,
  presence: true,
  receipts: true,
  history: true,
  members: true,
  createRoom: true,
  joinRoom: true,
  leaveRoom: true,
  openDirect: true,
  files: true
}

const serverIds = [1, 2, 3, 4, 5].map((n) => `0198a000-0000-7000-8000-00000000000${n}`)

export class World {
  readonly wish: Wish
  servers: Server[] = []
  connections: Connection[] = []
  traffic: ServerTraffic[] = []
  conversations: Conversation[] = []
  readonly messages = new Map<number, Message[]>()
  readonly drafts = new Map<number, string>()
  settings: Settings
  hosting: Hosting = { running: false, address: null, shared: false, inviteLink: null, clients: 0 }
  keeping: Keeping
  data: DataState
  proxy: ProxySettings = {
    mode: 'system',
    http: '',
    https: '',
    socks: '',
    bypass: '',
    user: '',
    hasPassword: false
  }
  readonly policy: PolicyView | null
  app: AppRpc | null = null
  store: StoreRpc | null = null
  network: NetworkRpc | null = null

  constructor(wish: Wish) {
    this.wish = wish
    this.policy = policyFor(wish.policy)
    this.keeping = keepingFor(wish.vault)
    this.data = dataFor(wish.data)
    this.settings = {
      language: wish.lang === 'it' ? 'it' : 'en',
      theme: wish.theme === 'dark' ? 'dark' : wish.theme === 'light' ? 'light' : 'system',
      density: wish.density === 'compact' ? 'compact' : 'comfortable',
      personName: wish.empty ? '' : 'Ada',
      listWidth: 272,
      lastConversationId: null,
      lastServerId: null,
      lastBackupAt: null,
      updates: { channel: 'stable', automatic: true, feed: '' },
      transfers: { upRate: null, downRate: null, autoBytes: 5_000_000, metered: 'auto' },
      hosting: { on: false, shared: false, port: 0 },
      notices: {
        on: true,
        rule: 'all',
        preview: 'full',
        sound: true,
        flash: true,
        badge: 'all',
        quiet: true,
        quietFrom: 22 * 60,
        quietTo: 7 * 60,
        pausedUntil: null
      },
      desktop: {
        tray: true,
        closeToTray: false,
        startAtLogin: true,
        startHidden: true,
        zoom: 100,
        globalKey: null,
        spelling: true,
        spellingLanguages: ['en-GB', 'it'],
        fetchWordLists: false
      }
    }
    if (!wish.empty) this.#fill()
  }

  addServer(server: Server, state: ConnectionState): void {
    this.servers.push(server)
    this.connections.push(this.#connection(server.id, state))
    if (state === 'paused') this.traffic.push(madeUpTraffic(server.id))
  }

  makeServer(id: string, name: string, more: Partial<Server> = {}): Server {
    return {
      id,
      name,
      url: 'http://127.0.0.1:3000/',
      dialectId: 'filo',
      dialectName: 'Filo',
      myName: 'Ada',
      hosted: false,
      retentionDays: null,
      notify: 'inherit',
      passage: { pin: null, authority: null, identity: null, proxy: 'app' },
      held: this.policy ? { dialect: true, proxy: true } : null,
      features,
      files: this.wish.nofiles ? null : { bytes: 100_000_000, perMessage: 10, captions: true },
      proves: ['written', 'acknowledged', 'echoed', 'delivered', 'read'],
      unread: 0,
      mentions: 0,
      position: this.servers.length,
      ...more
    }
  }

  #connection(serverId: string, state: ConnectionState): Connection {
    const isOut = state === 'offline' || state === 'reconnecting'
    return {
      serverId,
      state,
      reason:
        state === 'needs-you'
          ? { code: 'secret-wrong', retry: false }
          : state === 'paused'
            ? {
                code: 'server-over-budget',
                retry: false,
                detail: { unit: 'events', amount: 12_000 }
              }
            : isOut
              ? { code: 'server-unreachable', retry: true }
              : null,
      retryAt: isOut ? Date.now() + 14_000 : null,
      since: Date.now() - 3_600_000,
      latencyMs: state === 'online' ? 23 : null,
      transport: state === 'online' ? 'websocket' : null,
      generation: state === 'online' ? 4 : null
    }
  }

  #fill(): void {
    const [one = '', two = '', three = '', four = '', five = ''] = serverIds
    const state = (this.wish.state ?? 'online') as ConnectionState
    this.addServer(
      this.makeServer(one, 'Officina', { hosted: true, unread: 7, mentions: 1 }),
      state
    )
    this.addServer(this.makeServer(two, 'Rocket science', { unread: 12 }), 'online')
    this.addServer(
      this.makeServer(three, 'Associazione per la salvaguardia delle biblioteche di quartiere'),
      'reconnecting'
    )
    this.addServer(this.makeServer(four, 'lan.example:8080'), 'offline')
    this.addServer(this.makeServer(five, 'Vault'), 'needs-you')
    this.conversations = makeConversations(one, two)
    for (const one of this.conversations) this.messages.set(one.id, makeMessages(one.id))
    const [first] = this.conversations
    if (!first) return
    this.conversations.push(filesConversation(one, first))
    this.messages.set(10, makeFileMessages())
  }
}

function madeUpTraffic(serverId: string): ServerTraffic {
  const refused = { 'too-complex': 12, 'event-names': 48_120, conversations: 1_503 }
  return { serverId, slowed: false, refused }
}
