// The network process without its process: wires link, threads, store and windows together.
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openLog } from '../base/log.ts'
import type { Clock } from './clock.ts'
import { CatchUp } from './catch-up.ts'
import { Connector } from './connector.ts'
import { ConversationCalls } from './conversation-calls.ts'
import { openCounters } from './counters.ts'
import { openDialectBook, standardSources, type DialectBook } from './dialect-book.ts'
import { builtInClients, type Clients } from './link/clients.ts'
import { Link } from './link/link.ts'
import { wireMonitor, type MonitorRpc } from './monitor-relay.ts'
import { ReceiverRelay, type ReceiverRpc } from './receiver-relay.ts'
import { Roster } from './roster.ts'
import {
  restoreSender,
  wireSender,
  type SenderRelayOptions,
  type SenderRpc
} from './sender-relay.ts'
import { Servers } from './servers.ts'
import { StoreDoor } from './store-door.ts'
import type { Epoch, Fact, Frame, ToMonitor } from './thread-calls.ts'
import { ThreadSlot, type RunningThread, type WorkerName } from './thread-slot.ts'
import { windowHandlers } from './window-calls.ts'
import { Windows } from './windows.ts'
import type { ClientConnected } from './link/client.ts'

/** What a thread is started with. */
export interface ThreadSetup {
  name: WorkerName
  counters: SharedArrayBuffer
  /** The person's own dialects. */
  documents: readonly unknown[]
}

export interface NetworkOptions {
  clock: Clock
  /** The person's own dialects. */
  documents: readonly unknown[]
  startThread: (setup: ThreadSetup) => RunningThread
  /** Other dialects than the usual ones, for tests. */
  book?: DialectBook
  clients?: Clients
}

/** Opens the network; ports to the store and to windows come and go, it stays. */
export class Network {
  readonly #options: NetworkOptions
  readonly #log = openLog('network')
  readonly #counters = openCounters()
  readonly #roster = new Roster()
  readonly #book: DialectBook
  readonly #link: Link
  readonly #store: StoreDoor
  readonly #windows: Windows
  readonly #conversations: ConversationCalls
  readonly #servers: Servers
  readonly #catchUp: CatchUp
  readonly #relay: ReceiverRelay
  readonly #receiver: ThreadSlot<ReceiverRpc>
  readonly #sender: ThreadSlot<SenderRpc>
  readonly #monitor: ThreadSlot<MonitorRpc>
  readonly #watched = new Map<ConversationId, { serverId: ServerId; remoteId: string }>()
  #isMonitorLooking = false

  constructor(options: NetworkOptions) {
    const { clock, clients = builtInClients } = options
    this.#options = options
    this.#book = options.book ?? openDialectBook(standardSources(options.documents))
    this.#link = new Link({ clock, clients, listeners: this.#linkListeners(), later: setImmediate })
    this.#store = this.#openStore()
    this.#windows = new Windows({
      log: this.#log,
      handlersFor: (watches) => windowHandlers(this.#windowOptions(clients), watches),
      onWatches: () => this.#watchesChanged()
    })
    const rooms = this.#rooms()
    this.#conversations = new ConversationCalls({ ...rooms, now: () => clock.now() })
    this.#servers = new Servers({
      ...rooms,
      onRemoved: (serverId) => this.#conversations.forgetServer(serverId)
    })
    this.#catchUp = new CatchUp({ ...rooms, conversations: this.#conversations })
    this.#relay = this.#openReceiverRelay()
    this.#receiver = this.#receiverSlot()
    this.#sender = this.#senderSlot()
    this.#monitor = this.#monitorSlot(clients)
    for (const slot of [this.#receiver, this.#sender, this.#monitor]) slot.start()
  }

  /** A port to the store, for the first time or after its restart. */
  attachStore(port: Port): void {
    this.#store.attach(port)
  }

  addWindow(port: Port): void {
    this.#windows.add(port)
  }

  /** The system woke up or its network changed. */
  wake(cause: ToMonitor['systemChanged']['cause']): void {
    this.#monitor.wired?.tell('systemChanged', { cause })
  }

  /** How much is waiting, and how many events came in all. */
  load(): { queue: number; eventsTotal: number } {
    const { events } = this.#counters.of('link').read()
    return { queue: this.#link.queueLength(), eventsTotal: events }
  }

  /** Ends one thread as if it had crashed; it is started again. */
  restartThread(name: WorkerName): void {
    const slots = { receiver: this.#receiver, sender: this.#sender, monitor: this.#monitor }
    slots[name].restart()
  }

  close(): void {
    for (const slot of [this.#monitor, this.#sender, this.#receiver]) slot.close()
    this.#link.closeAll()
    this.#store.close()
    this.#windows.close()
  }

  /** What several rooms need alike; looked up late, since threads and ports change. */
  #rooms() {
    return {
      log: this.#log,
      clock: this.#options.clock,
      roster: this.#roster,
      store: this.#store,
      book: this.#book,
      link: this.#link,
      receiver: () => this.#receiver.wired,
      sender: () => this.#sender.wired,
      monitor: () => this.#monitor.wired
    }
  }

  #openStore(): StoreDoor {
    return new StoreDoor({
      clock: this.#options.clock,
      onAttached: () => void this.#servers.list(),
      hears: {
        outboxAdded: (added) => {
          this.#workBegan()
          this.#sender.wired?.tell('outboxAdded', added)
        },
        outboxRemoved: (removed) => this.#sender.wired?.tell('outboxRemoved', removed),
        linkAdded: (link) => this.#servers.set(link),
        linkChanged: (link) => this.#servers.set(link),
        linkRemoved: ({ serverId }) => this.#servers.remove(serverId)
      }
    })
  }

  #windowOptions(clients: Clients): Parameters<typeof windowHandlers>[0] {
    return {
      book: this.#book,
      clients,
      clock: this.#options.clock,
      roster: this.#roster,
      conversations: this.#conversations,
      reconnect: (serverId) => this.#monitor.wired?.tell('reconnectWanted', { serverId }),
      onWatches: () => this.#watchesChanged(),
      onMembersWatched: (conversationId) => this.#watchMembers(conversationId)
    }
  }

  #openReceiverRelay(): ReceiverRelay {
    return new ReceiverRelay({
      ...this.#rooms(),
      gauge: this.#counters.of('receiver'),
      hears: {
        sessionChanged: ({ serverId, session }) => {
          const entry = this.#roster.get(serverId)
          if (entry) entry.session = session
          this.#sender.wired?.tell('sessionChanged', { serverId, session })
        },
        eventSeen: (seen) => this.#sender.wired?.tell('eventSeen', seen),
        typingChanged: (typing) => this.#windows.tell('typingChanged', typing),
        membersChanged: (members) => this.#windows.tell('membersChanged', members)
      }
    })
  }

  #slot<Wired extends { close(): void }>(
    name: WorkerName,
    wire: (port: Port) => Wired,
    onStarted: (wired: Wired) => void
  ): ThreadSlot<Wired> {
    const { clock, documents, startThread } = this.#options
    return new ThreadSlot<Wired>({
      name,
      clock,
      log: this.#log,
      start: () => startThread({ name, counters: this.#counters.memory, documents }),
      wire,
      onStarted,
      onLife: (life) => {
        if (name === 'receiver' && life.state === 'restarting') this.#relay.lost()
        this.#monitor?.wired?.tell('threadChanged', life)
      }
    })
  }

  #receiverSlot(): ThreadSlot<ReceiverRpc> {
    return this.#slot(
      'receiver',
      (port) => this.#relay.wire(port),
      (rpc) => {
        for (const [conversationId, place] of this.#watched) {
          rpc.tell('membersWatched', { conversationId, ...place })
        }
        void this.#relay.restore(rpc)
      }
    )
  }

  #senderSlot(): ThreadSlot<SenderRpc> {
    const options: SenderRelayOptions = {
      ...this.#rooms(),
      onJoined: (epoch) => this.#joined(epoch),
      onJoinFailed: (epoch, failure) => this.#learned(epoch, { kind: 'failed', failure })
    }
    return this.#slot(
      'sender',
      (port) => wireSender(options, port),
      (rpc) => restoreSender(options, rpc)
    )
  }

  #monitorSlot(clients: Clients): ThreadSlot<MonitorRpc> {
    const rooms = this.#rooms()
    const connector = new Connector({
      ...rooms,
      clients,
      onRecognised: (entry) => this.#servers.recognised(entry),
      onFailed: (epoch, failure) => this.#learned(epoch, { kind: 'failed', failure })
    })
    const options = {
      ...rooms,
      windows: this.#windows,
      connector,
      onBeatsWanted: () => this.#beat(),
      onHung: (name: 'link' | WorkerName) => {
        if (name !== 'link') this.restartThread(name)
      },
      onWatching: (on: boolean) => {
        this.#isMonitorLooking = on
      }
    }
    return this.#slot(
      'monitor',
      (port) => wireMonitor(options, port),
      () => this.#restoreMonitor()
    )
  }

  #restoreMonitor(): void {
    this.#isMonitorLooking = false
    for (const entry of this.#roster.all()) this.#servers.tellMonitor(entry, false)
    for (const slot of [this.#receiver, this.#sender]) {
      this.#monitor.wired?.tell('threadChanged', slot.life())
    }
    this.#watchesChanged()
  }

  #linkListeners() {
    return {
      onFrames: (batch: Epoch & { frames: Frame[] }) => this.#framesArrived(batch),
      onConnected: (epoch: Epoch, about: ClientConnected) => this.#connected(epoch, about),
      onDisconnected: (epoch: Epoch) => this.#disconnected(epoch),
      onFact: (epoch: Epoch, fact: Fact) => this.#learned(epoch, fact)
    }
  }

  #framesArrived(batch: Epoch & { frames: Frame[] }): void {
    this.#workBegan()
    const bytes = batch.frames.reduce((sum, frame) => sum + frame.bytes, 0)
    this.#counters.of('link').worked(batch.frames.length, bytes)
    this.#relay.handFrames(batch)
  }

  #connected(epoch: Epoch, { socketId }: ClientConnected): void {
    const entry = this.#roster.get(epoch.serverId)
    if (!entry?.session) return
    entry.isJoined = false
    entry.session = { ...entry.session, socketId }
    this.#receiver.wired?.tell('connected', { ...epoch, socketId })
    this.#sender.wired?.tell('connected', { ...epoch, session: entry.session, joined: false })
  }

  #disconnected(epoch: Epoch): void {
    const entry = this.#roster.get(epoch.serverId)
    if (entry) entry.isJoined = false
    this.#receiver.wired?.tell('disconnected', epoch)
    this.#sender.wired?.tell('disconnected', epoch)
  }

  #joined(epoch: Epoch): void {
    const entry = this.#roster.get(epoch.serverId)
    if (entry) entry.isJoined = true
    this.#receiver.wired?.tell('joined', epoch)
    this.#learned(epoch, { kind: 'joined' })
    void this.#catchUp.run(epoch)
  }

  #learned(epoch: Epoch, fact: Fact): void {
    this.#monitor.wired?.tell('factLearned', { ...epoch, fact })
  }

  async #watchMembers(conversationId: ConversationId): Promise<Result<null>> {
    const place = await this.#conversations.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    const watched = { serverId, remoteId: conversation.remoteId }
    this.#watched.set(conversationId, watched)
    this.#receiver.wired?.tell('membersWatched', { conversationId, ...watched })
    return done(null)
  }

  #watchesChanged(): void {
    for (const conversationId of this.#watched.keys()) {
      if (this.#windows.isWatchingMembers(conversationId)) continue
      this.#watched.delete(conversationId)
      this.#receiver.wired?.tell('membersUnwatched', { conversationId })
    }
    this.#monitor.wired?.tell('threadsWatched', { on: this.#windows.isWatchingThreads() })
  }

  // The monitor sleeps while nothing happens; work wakes it.
  #workBegan(): void {
    if (this.#isMonitorLooking) return
    this.#isMonitorLooking = true
    this.#monitor.wired?.tell('workBegan', {})
  }

  #beat(): void {
    const gauge = this.#counters.of('link')
    gauge.reset()
    gauge.queued(this.#link.queueLength())
    gauge.beat(this.#options.clock.now())
    this.#receiver.wired?.tell('beatWanted', {})
    this.#sender.wired?.tell('beatWanted', {})
  }
}
