// Passes on to the threads what happens at the sockets, and keeps the roster in step with it.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { FoundWay } from '../../src-preload/contract/store-calls.ts'
import type { CatchUp } from './catch-up.ts'
import type { Clock } from './clock.ts'
import type { Counters } from './counters.ts'
import type { Inspector } from './inspector/inspector.ts'
import type { ClientConnected } from './link/client.ts'
import type { Link, LinkListeners } from './link/link.ts'
import type { PageLessons } from './page-lessons.ts'
import type { MonitorRpc } from './monitor-relay.ts'
import type { ReceiverRelay, ReceiverRpc } from './receiver-relay.ts'
import type { Renewal } from './renewal.ts'
import type { Roster } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { StoreDoor } from './store-door.ts'
import type { LinkFrame } from './packed-frames.ts'
import type { Epoch, Fact } from './thread-calls.ts'
import type { TransferDesk } from './transfer-desk.ts'
import type { Traffic } from './traffic.ts'

export interface LinkNewsOptions {
  clock: Clock
  counters: Counters
  /** Told before anything is done that came from the sockets or the threads. */
  onStir: () => void
  roster: Roster
  renewal: Renewal
  store: () => StoreDoor
  traffic: Traffic
  /** Looked up late: link is made before those that it tells. */
  link: () => Link
  relay: () => ReceiverRelay
  inspector: () => Inspector
  catchUp: () => CatchUp
  transfers: () => TransferDesk
  pages: () => PageLessons
  receiver: () => ReceiverRpc | null
  sender: () => SenderRpc | null
  monitor: () => MonitorRpc | null
}

export class LinkNews {
  readonly #options: LinkNewsOptions
  #isMonitorLooking = false

  constructor(options: LinkNewsOptions) {
    this.#options = options
  }

  /** For the link to tell. */
  listeners(): LinkListeners {
    return {
      onFrames: (batch) => this.#framesArrived(batch),
      onConnected: (epoch, about) => this.#connected(epoch, about),
      onDisconnected: (epoch) => this.#disconnected(epoch),
      onFact: (epoch, fact) => this.learned(epoch, fact),
      onFound: (serverId, way) => this.#found(serverId, way),
      onStranger: (epoch) => this.stranger(epoch),
      onRefused: (serverId, why) => this.#options.traffic.refused(serverId, why, 1),
      onSlowed: (serverId, isSlowed) => this.#options.traffic.slowed(serverId, isSlowed)
    }
  }

  /** The introduction is done: the sender says so. */
  joined(epoch: Epoch): void {
    const { roster, receiver, catchUp, link } = this.#options
    // The connection may have ended while the sender's word was on its way.
    const { serverId } = epoch
    if (!link().isConnected(serverId) || link().epochOf(serverId) !== epoch.epoch) return
    const entry = roster.get(epoch.serverId)
    if (entry) entry.isJoined = true
    receiver()?.tell('joined', epoch)
    this.learned(epoch, { kind: 'joined' })
    catchUp().run(epoch, entry?.isRecovered === true)
    this.#options.transfers().joined(serverId)
  }

  learned(epoch: Epoch, fact: Fact): void {
    this.stirs()
    const told =
      fact.kind === 'failed'
        ? { ...fact, failure: this.#options.renewal.judge(epoch, fact.failure) }
        : fact
    this.#options.monitor()?.tell('factLearned', { ...epoch, fact: told })
  }

  #found(serverId: ServerId, found: FoundWay): void {
    const { roster, store } = this.#options
    const entry = roster.get(serverId)
    if (!entry || JSON.stringify(entry.link.found) === JSON.stringify(found)) return
    entry.link = { ...entry.link, found }
    void store().ask.keepFound({ serverId, found })
  }

  /** The server did not know who asked over HTTP; true where a new login is made, over a connection of its own. */
  stranger(epoch: Epoch): boolean {
    const { renewal, link } = this.#options
    if (!renewal.renew(epoch)) return false
    link().close(epoch.serverId)
    this.learned(epoch, { kind: 'closed', failure: { code: 'login-needed', retry: true } })
    return true
  }

  /** Something is about to be done. */
  stirs(): void {
    this.#options.onStir()
  }

  /** The monitor sleeps while nothing happens; work wakes it. */
  workBegan(): void {
    this.stirs()
    if (this.#isMonitorLooking) return
    this.#isMonitorLooking = true
    this.#options.monitor()?.tell('workBegan', {})
  }

  /** The monitor says whether it looks at the threads by itself. */
  monitorLooks(on: boolean): void {
    this.#isMonitorLooking = on
  }

  get isMonitorLooking(): boolean {
    return this.#isMonitorLooking
  }

  /** This thread gives a sign of life, and has the others give theirs. */
  beat(): void {
    const { clock, counters, link, receiver, sender, transfers } = this.#options
    const gauge = counters.of('link')
    gauge.reset()
    gauge.queued(link().queueLength())
    gauge.beat(clock.now())
    receiver()?.tell('beatWanted', {})
    sender()?.tell('beatWanted', {})
    transfers().beat()
  }

  #framesArrived(batch: Epoch & { frames: LinkFrame[] }): void {
    this.workBegan()
    const bytes = batch.frames.reduce((sum, frame) => sum + frame.bytes, 0)
    this.#options.counters.of('link').worked(batch.frames.length, bytes)
    this.#options.inspector().heard(batch)
    this.#options.pages().heard(batch)
    this.#options.transfers().heard(batch.serverId, batch.frames)
    this.#options.relay().handFrames(batch)
  }

  #connected(epoch: Epoch, { socketId, recovered }: ClientConnected): void {
    const { roster, receiver, sender, pages } = this.#options
    const entry = roster.get(epoch.serverId)
    if (!entry?.session) return
    entry.isJoined = false
    entry.isRecovered = recovered
    // What was owed before is not paid by a connection that only went on.
    entry.owesBreak ||= !recovered
    entry.session = { ...entry.session, socketId }
    receiver()?.tell('connected', { ...epoch, socketId, owesBreak: entry.owesBreak })
    sender()?.tell('connected', { ...epoch, session: entry.session, joined: false })
    pages().connected(epoch)
  }

  #disconnected(epoch: Epoch): void {
    const { roster, receiver, sender, catchUp, traffic } = this.#options
    traffic.ended(epoch.serverId)
    catchUp().stop(epoch.serverId)
    const entry = roster.get(epoch.serverId)
    if (entry) entry.isJoined = false
    receiver()?.tell('disconnected', epoch)
    sender()?.tell('disconnected', epoch)
  }
}
