// The network process without its process: wires link, threads, store and windows together.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openLog } from '../base/log.ts'
import { CatchUp } from './catch-up.ts'
import { Connector } from './connector.ts'
import { ConversationCalls } from './conversation-calls.ts'
import { isMover, openCounters, type MoverName, type ThreadName } from './counters.ts'
import { openDialectBook, standardSources, type DialectBook } from './dialect-book.ts'
import { Inspector } from './inspector/inspector.ts'
import { Jars } from './jars.ts'
import { builtInClients, type Clients } from './link/clients.ts'
import { Lessons } from './lessons.ts'
import { Link } from './link/link.ts'
import { budgetLimits } from './link/server-budget.ts'
import { LinkNews } from './link-news.ts'
import { MemberWatch } from './member-watch.ts'
import { wireMonitor, type MonitorRpc } from './monitor-relay.ts'
import { MonitorWatch } from './monitor-watch.ts'
import { PageLessons } from './page-lessons.ts'
import { receiverHears } from './receiver-hears.ts'
import { ReceiverRelay, type ReceiverRpc } from './receiver-relay.ts'
import { Renewal } from './renewal.ts'
import { followLibrary } from './follow-library.ts'
import { dialectIdOf, Roster, type RosterEntry } from './roster.ts'
import {
  restoreSender,
  wireSender,
  type SenderRelayOptions,
  type SenderRpc
} from './sender-relay.ts'
import { Servers } from './servers.ts'
import { StoreDoor } from './store-door.ts'
import { storeHears } from './store-hears.ts'
import type { NetworkOptions } from './network-options.ts'
import type { ToMonitor } from './thread-calls.ts'
import { TransferDesk, type TransferRules } from './transfer-desk.ts'
import { ThreadSlot, type WorkerName } from './thread-slot.ts'
import { windowHandlers } from './window-calls.ts'
import { Traffic } from './traffic.ts'
import { Windows } from './windows.ts'

/** Opens the network; ports to the store and to windows come and go, it stays. */
export class Network {
  readonly #options: NetworkOptions
  readonly #log = openLog('network')
  readonly #counters = openCounters()
  readonly #roster = new Roster()
  readonly #jars: Jars
  readonly #renewal: Renewal
  readonly #traffic: Traffic
  readonly #book: DialectBook
  readonly #link: Link
  readonly #store: StoreDoor
  readonly #windows: Windows
  readonly #conversations: ConversationCalls
  readonly #lessons: Lessons
  readonly #pages: PageLessons
  readonly #servers: Servers
  readonly #catchUp: CatchUp
  readonly #members: MemberWatch
  readonly #news: LinkNews
  readonly #transfers: TransferDesk
  readonly #inspector: Inspector
  readonly #relay: ReceiverRelay
  readonly #receiver: ThreadSlot<ReceiverRpc>
  readonly #sender: ThreadSlot<SenderRpc>
  readonly #monitor: ThreadSlot<MonitorRpc>
  readonly #monitorWatch: MonitorWatch

  constructor(options: NetworkOptions) {
    const { clock, clients = builtInClients, budget = budgetLimits } = options
    this.#options = options
    this.#book = options.book ?? openDialectBook(standardSources(options.library.documents()))
    this.#jars = new Jars(clock, (serverId, cookies) => {
      void this.#store.ask.keepCookies({ serverId, cookies })
    })
    this.#renewal = new Renewal(clock, (serverId) => this.#logsIn(serverId))
    this.#traffic = new Traffic(clock, (traffic) => this.#windows.tell('trafficChanged', traffic))
    this.#news = this.#openNews()
    const listeners = this.#news.listeners()
    this.#link = new Link({ clock, clients, listeners, budget, later: setImmediate })
    this.#inspector = this.#openInspector()
    this.#store = this.#openStore()
    this.#windows = new Windows({
      log: this.#log,
      handlersFor: (watches) => windowHandlers(this.#windowOptions(clients), watches),
      onWatches: () => this.#watchesChanged()
    })
    const rooms = this.#rooms()
    const { startMover, library } = options
    this.#transfers = new TransferDesk({
      ...rooms,
      startMover,
      counters: this.#counters,
      windows: () => this.#windows,
      onWork: () => this.#news.workBegan(),
      onStranger: (epoch) => this.#news.stranger(epoch)
    })
    this.#conversations = new ConversationCalls({ ...rooms, now: () => clock.now() })
    this.#lessons = new Lessons({
      ...rooms,
      library,
      conversations: this.#conversations,
      windows: this.#windows,
      onEmitted: this.#inspector.onEmitted
    })
    this.#pages = new PageLessons({ ...rooms, library, lessons: this.#lessons })
    this.#servers = new Servers({
      ...rooms,
      lessons: this.#lessons,
      onRemoved: (serverId) => {
        for (const one of [this.#jars, this.#renewal, this.#traffic, this.#pages, this.#transfers])
          one.forget(serverId)
        this.#conversations.forgetServer(serverId)
        this.#inspector.removed(serverId)
      }
    })
    this.#catchUp = new CatchUp({ ...rooms, conversations: this.#conversations })
    this.#members = new MemberWatch(this.#conversations, rooms.receiver)
    this.#relay = this.#openReceiverRelay()
    this.#receiver = this.#receiverSlot()
    this.#sender = this.#senderSlot()
    this.#monitorWatch = this.#openMonitorWatch()
    this.#monitor = this.#monitorSlot(clients)
    followLibrary({ ...rooms, library, servers: this.#servers, windows: this.#windows })
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

  setTransferRules(rules: TransferRules): void {
    this.#transfers.setRules(rules)
  }

  get entries(): RosterEntry[] {
    return this.#roster.all()
  }

  /** How much is waiting, and how many events came in all. */
  load(): { queue: number; eventsTotal: number } {
    const { events } = this.#counters.of('link').read()
    return { queue: this.#link.queueLength(), eventsTotal: events }
  }

  /** Ends one thread as if it had crashed; it is started again. */
  restartThread(name: WorkerName | MoverName): void {
    if (isMover(name)) return this.#transfers.restartThread(name)
    const slots = { receiver: this.#receiver, sender: this.#sender, monitor: this.#monitor }
    slots[name].restart()
  }

  close(): void {
    this.#monitorWatch.rest()
    for (const slot of [this.#monitor, this.#sender, this.#receiver]) slot.close()
    this.#transfers.close()
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
      jars: this.#jars,
      renewal: this.#renewal,
      store: this.#store,
      book: this.#book,
      link: this.#link,
      resolveProxy: this.#options.resolveProxy ?? (() => Promise.resolve('DIRECT')),
      receiver: () => this.#receiver.wired,
      sender: () => this.#sender.wired,
      monitor: () => this.#monitor.wired
    }
  }

  #logsIn(serverId: ServerId): boolean {
    const entry = this.#roster.get(serverId)
    return entry !== undefined && (this.#book.get(dialectIdOf(entry))?.http.length ?? 0) > 0
  }

  #openNews(): LinkNews {
    return new LinkNews({
      clock: this.#options.clock,
      counters: this.#counters,
      onStir: this.#options.onStir ?? (() => undefined),
      roster: this.#roster,
      renewal: this.#renewal,
      store: () => this.#store,
      traffic: this.#traffic,
      link: () => this.#link,
      relay: () => this.#relay,
      inspector: () => this.#inspector,
      catchUp: () => this.#catchUp,
      pages: () => this.#pages,
      transfers: () => this.#transfers,
      receiver: () => this.#receiver.wired,
      sender: () => this.#sender.wired,
      monitor: () => this.#monitor.wired
    })
  }

  #openInspector(): Inspector {
    return new Inspector({
      clock: this.#options.clock,
      namespaceOf: (serverId) => this.#link.namespaceOf(serverId),
      receiver: () => this.#receiver.wired,
      tell: (told) => this.#windows.tellInspectors(told)
    })
  }

  #openStore(): StoreDoor {
    const hears = storeHears({
      news: () => this.#news,
      servers: () => this.#servers,
      transfers: () => this.#transfers,
      sender: () => this.#sender.wired
    })
    return new StoreDoor({ clock: this.#options.clock, ...hears })
  }

  #windowOptions(clients: Clients): Parameters<typeof windowHandlers>[0] {
    return {
      ...this.#rooms(),
      library: this.#options.library,
      clients,
      inspector: this.#inspector,
      traffic: this.#traffic,
      transfers: this.#transfers,
      conversations: this.#conversations,
      lessons: this.#lessons,
      catchUp: this.#catchUp,
      reconnect: (serverId) => this.#monitor.wired?.tell('reconnectWanted', { serverId }),
      onChecked: this.#options.onChecked,
      onDiagnosisStep: (step) => this.#windows.tell('diagnosisStep', step),
      onWatches: () => this.#watchesChanged(),
      onMembersWatched: (conversationId) => this.#members.add(conversationId)
    }
  }

  #openReceiverRelay(): ReceiverRelay {
    return new ReceiverRelay({
      ...this.#rooms(),
      gauge: this.#counters.of('receiver'),
      onEmitted: this.#inspector.onEmitted,
      onAnswered: (serverId, replies) => this.#inspector.answered(serverId, replies),
      onCommitted: (serverId, events) => this.#catchUp.committed(serverId, events),
      hears: receiverHears({
        ...this.#rooms(),
        traffic: this.#traffic,
        inspector: this.#inspector,
        lessons: this.#lessons,
        transfers: this.#transfers,
        windows: this.#windows
      })
    })
  }

  #slot<Wired extends { close(): void }>(
    name: WorkerName,
    wire: (port: Port) => Wired,
    onStarted: (wired: Wired) => void
  ): ThreadSlot<Wired> {
    const { clock, library, startThread } = this.#options
    return new ThreadSlot<Wired>({
      name,
      clock,
      log: this.#log,
      start: () =>
        startThread({ name, counters: this.#counters.memory, documents: library.documents() }),
      wire,
      onStarted,
      onLife: (life) => {
        if (name === 'receiver' && life.state === 'restarting') this.#relay.lost()
        if (name === 'monitor') this.#monitorWatch.rest()
        this.#monitor?.wired?.tell('threadChanged', life)
      }
    })
  }

  #receiverSlot(): ThreadSlot<ReceiverRpc> {
    return this.#slot(
      'receiver',
      (port) => this.#relay.wire(port),
      (rpc) => {
        this.#members.restore(rpc)
        this.#inspector.restore(rpc)
        void this.#relay.restore(rpc).then(() => this.#pages.restored())
      }
    )
  }

  #senderSlot(): ThreadSlot<SenderRpc> {
    const options: SenderRelayOptions = {
      ...this.#rooms(),
      onEmitted: this.#inspector.onEmitted,
      emit: (...asked) => this.#lessons.emit(...asked),
      met: (...asked) => this.#catchUp.met(...asked),
      onJoined: (epoch) => this.#news.joined(epoch),
      onJoinFailed: (epoch, failure) => this.#news.learned(epoch, { kind: 'failed', failure })
    }
    return this.#slot(
      'sender',
      (port) => wireSender(options, port),
      (rpc) => restoreSender(options, rpc)
    )
  }

  #openMonitorWatch(): MonitorWatch {
    return new MonitorWatch({
      clock: this.#options.clock,
      pid: process.pid,
      beats: () => this.#counters.of('monitor').read().beats,
      ask: () => this.#monitor.wired?.tell('beatWanted', {}),
      isLooking: () => this.#news.isMonitorLooking,
      show: (measured) => {
        if (this.#windows.isWatchingThreads()) this.#windows.tell('threadsMeasured', measured)
      },
      onHung: () => this.restartThread('monitor')
    })
  }

  #monitorSlot(clients: Clients): ThreadSlot<MonitorRpc> {
    const rooms = this.#rooms()
    const connector = new Connector({
      ...rooms,
      clients,
      onUnknown: (entry) => this.#lessons.begin(entry),
      onRecognised: (entry) => this.#servers.recognised(entry),
      onFailed: (epoch, failure) => this.#news.learned(epoch, { kind: 'failed', failure })
    })
    const options = {
      ...rooms,
      windows: this.#windows,
      connector,
      watch: this.#monitorWatch,
      onOrder: () => this.#news.stirs(),
      onBeatsWanted: () => this.#news.beat(),
      onHung: (name: ThreadName) => {
        if (name !== 'link') this.restartThread(name)
      },
      onWatching: (on: boolean) => this.#news.monitorLooks(on)
    }
    return this.#slot(
      'monitor',
      (port) => wireMonitor(options, port),
      () => this.#restoreMonitor()
    )
  }

  #restoreMonitor(): void {
    this.#news.monitorLooks(false)
    for (const entry of this.#roster.all()) this.#servers.tellMonitor(entry, false)
    const lives = [this.#receiver, this.#sender].map((slot) => slot.life())
    for (const life of [...lives, ...this.#transfers.threadLives()])
      this.#monitor.wired?.tell('threadChanged', life)
    this.#watchesChanged()
  }

  #watchesChanged(): void {
    this.#inspector.watch(this.#windows.inspected())
    this.#members.keepOnly((conversationId) => this.#windows.isWatchingMembers(conversationId))
    this.#monitor.wired?.tell('threadsWatched', { on: this.#windows.isWatchingThreads() })
  }
}
