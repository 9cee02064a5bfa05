// A store on a real file with a window and a network side, each over a pair of ports; for tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type {
  ConversationRef,
  InboundMessage,
  KeptEvent
} from '../../../src-preload/contract/inbound.ts'
import type { Features, Message } from '../../../src-preload/contract/model.ts'
import type { Notice, UnreadTotals } from '../../../src-preload/contract/notices.ts'
import { openRpc, type Caller, type CallTable } from '../../../src-preload/contract/rpc.ts'
import {
  storeCalls,
  type NewServer,
  type StoreCalls,
  type StoreEvents
} from '../../../src-preload/contract/store-calls.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import type { StorePolicy } from '../../../src-main/ports/policy.ts'
import { realPaceClock, type PaceClock } from '../../../src-main/store/pace.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls,
  type StoreToNetworkEvents
} from '../../../src-main/ports/store-network-calls.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'

/** The value of a result that must be there. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

type Told<Events> = { [Name in keyof Events]: { name: Name; payload: Events[Name] } }[keyof Events]

/** One side's client: its calls, and all events it was told, in order. */
export interface Side<Calls extends CallTable, Events> {
  ask: Caller<Calls>
  told: Told<Events>[]
  /** Payloads of one kind of event. */
  of: <Name extends keyof Events>(name: Name) => Events[Name][]
  close: () => void
}

export type WindowSide = Side<StoreCalls, StoreEvents>
export type NetworkSide = Side<StoreForNetworkCalls, StoreToNetworkEvents>

export interface RigClock {
  now: number
  /** How much of `now` did not pass: the clock was set on by it, ms; back where negative. */
  setBy: number
  /** When the computer was started, in the time that really passes. */
  startedAt: number
}

export interface Rig {
  path: string
  /** The clock of the store, ms since 1970. */
  clock: RigClock
  /** What an organisation has set, from the next opening on. */
  policy: StorePolicy | null
  store: Store
  /** What main was told about notifications. */
  noticed: { shown: Notice[]; ended: string[]; unread: UnreadTotals[] }
  window: WindowSide
  network: NetworkSide
  openWindow: () => WindowSide
  openNetwork: () => NetworkSide
  /** Closes the store and opens the file again. */
  reopen: () => void
  end: () => void
}

export const START = 1_790_000_000_000

/** Opens a rig; end it in afterEach. `pace`: by what the store waits. */
export function openRig(options: { encryptionKey?: string; pace?: PaceClock } = {}): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'filo-store-'))
  const path = join(folder, 'store.db')
  const clock = { now: START, setBy: 0, startedAt: START - 3_600_000 }
  const uptime = (): number => clock.now - clock.setBy - clock.startedAt
  const now = (): number => clock.now
  const noticed: Rig['noticed'] = { shown: [], ended: [], unread: [] }
  const notices = {
    shown: (notice: Notice) => void noticed.shown.push(notice),
    ended: (keys: string[]) => void noticed.ended.push(...keys),
    unread: (totals: UnreadTotals) => void noticed.unread.push(totals)
  }
  const { encryptionKey = null, pace = realPaceClock } = options
  const openFile = (policy: StorePolicy | null): Store =>
    must(openStore({ path, encryptionKey, now, uptime, notices, policy, clock: pace }))
  const rig: Rig = {
    path,
    clock,
    policy: null,
    store: openFile(null),
    noticed,
    window: null as unknown as WindowSide, // set below, before anyone sees it
    network: null as unknown as NetworkSide,
    openWindow: () =>
      openSide<StoreCalls, StoreEvents>(
        storeCalls,
        (port) => rig.store.serveWindow(port),
        windowEvents
      ),
    openNetwork: () =>
      openSide<StoreForNetworkCalls, StoreToNetworkEvents>(
        storeForNetworkCalls,
        (port) => rig.store.serveNetwork(port),
        networkEvents
      ),
    reopen: () => {
      rig.store.close()
      rig.store = openFile(rig.policy)
      rig.window = rig.openWindow()
      rig.network = rig.openNetwork()
    },
    end: () => {
      rig.store.close()
      rmSync(folder, { recursive: true })
    }
  }
  rig.window = rig.openWindow()
  rig.network = rig.openNetwork()
  return rig
}

const windowEvents = ['serversChanged', 'conversationsChanged', 'rangeChanged'] as const
const networkEvents = [
  'outboxAdded',
  'outboxRemoved',
  'linkAdded',
  'linkChanged',
  'linkRemoved'
] as const

function openSide<Calls extends CallTable, Events extends object>(
  table: Calls,
  serve: Store['serveWindow'],
  names: readonly (keyof Events & string)[]
): Side<Calls, Events> {
  const [near, far] = portPair()
  serve(far)
  const told: Told<Events>[] = []
  const listeners = names.map((name): [string, (payload: never) => void] => [
    name,
    // Name and payload belong together, since the port carries them together.
    (payload) => void told.push({ name, payload })
  ])
  const rpc = openRpc<CallTable, Calls, Events, object>(near, {
    asks: table,
    // Built from the names of `Events` just above.
    hears: Object.fromEntries(listeners) as {
      [Name in keyof Events]?: (payload: Events[Name]) => void
    }
  })
  return {
    ask: rpc.ask,
    told,
    of: (name) =>
      told.flatMap((one) => (one.name === name ? [one.payload as Events[typeof name]] : [])),
    close: () => rpc.close()
  }
}

/** Lets everything happen that is under way, paced deliveries included. */
export async function settleDown(ms = 130): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

export const SERVER = '018f0000-0000-7000-8000-000000000001'

export function newServer(id = SERVER): NewServer {
  return {
    id,
    name: 'Home',
    connect: {
      url: 'http://127.0.0.1:3000',
      generation: 'auto',
      transports: 'auto',
      query: {},
      headers: {},
      auth: {}
    },
    dialectId: 'filo',
    login: { name: 'Anna', secret: 's3cret' },
    found: {},
    hosted: false,
    pin: null
  }
}

export const allFeatures: Features = {
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

/** Adds a server with one room; answers with the room's row id. */
export async function addRoom(
  rig: Rig,
  features: Features = allFeatures,
  ref: ConversationRef = room
): Promise<number> {
  must(await rig.window.ask.addServer(newServer()))
  must(
    await rig.network.ask.describeServer({
      serverId: SERVER,
      dialectId: 'filo',
      dialectName: 'Filo',
      features: { ...features },
      proves: ['written', 'acknowledged', 'echoed', 'delivered', 'read'],
      single: null
    })
  )
  await commit(rig, [
    { kind: 'identity', me: { id: 'me', name: 'Anna' } },
    {
      kind: 'conversations',
      conversations: [{ ...ref, joined: true, topic: null, unread: null }],
      complete: false
    }
  ])
  return conversationId(rig, ref)
}

export const room: ConversationRef = { remoteId: 'r1', kind: 'room', title: 'General', peer: null }

async function conversationId(rig: Rig, ref: ConversationRef): Promise<number> {
  const found = await rig.network.ask.conversationId({ serverId: SERVER, remoteId: ref.remoteId })
  const { conversationId } = must(found)
  if (conversationId === null) throw new Error('no such conversation')
  return conversationId
}

export async function commit(rig: Rig, events: KeptEvent[]): Promise<number> {
  const committed = await rig.network.ask.commit({
    serverId: SERVER,
    events,
    receivedAt: rig.clock.now
  })
  return must(committed).added
}

/** A message of someone else, unless told otherwise. */
export function said(text: string, other: Partial<InboundMessage> = {}): InboundMessage {
  return {
    remoteId: null,
    clientId: null,
    author: { id: 'u2', name: 'Bruno' },
    own: false,
    text,
    time: null,
    seq: null,
    edited: false,
    deleted: false,
    notice: false,
    replyTo: null,
    reactions: [],
    ...other
  }
}

export function live(message: InboundMessage, ref: ConversationRef = room): KeptEvent {
  return { kind: 'message', conversation: ref, message }
}

export function page(
  messages: InboundMessage[],
  stretch: 'latest' | 'before' | 'after' = 'latest',
  more: boolean | null = null
): KeptEvent {
  return { kind: 'history', conversation: room, messages, stretch, more }
}

let made = 0
/** A fresh client id. */
export function clientId(): string {
  made += 1
  return `018f0000-0000-7000-9000-${String(made).padStart(12, '0')}`
}

/** Composes a message in the window; answers with its row id and its outbox number. */
export async function compose(
  rig: Rig,
  conversation: number,
  text: string,
  id = clientId()
): Promise<{ messageId: number; outboxId: number; clientId: string }> {
  const input = { conversationId: conversation, clientId: id, text, replyToId: null }
  const { messageId } = must(await rig.window.ask.sendMessage(input))
  const entry = must(await rig.network.ask.listOutbox({})).find((one) => one.clientId === id)
  return { messageId, outboxId: entry?.outboxId ?? 0, clientId: id }
}

/** All messages of a conversation as a fresh window sees them. */
export async function messagesOf(rig: Rig, conversation: number): Promise<Message[]> {
  const opened = await rig.window.ask.openRange({
    conversationId: conversation,
    anchor: { at: 'end' },
    rows: 400
  })
  const { rangeId, messages } = must(opened)
  must(await rig.window.ask.closeRange({ rangeId }))
  return messages
}
