// Runs every server's connection machine: feeds it, carries out its orders, tells what changed.
import type { Connection, ServerId } from '../../../src-preload/contract/model.ts'
import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import type { FromMonitor, ToMonitor } from '../thread-calls.ts'
import {
  newMemory,
  RECONNECT_RANGE,
  step,
  type ConnectionMemory,
  type MonitorInput,
  type Order
} from './connection-machine.ts'

type Tell = <Name extends keyof FromMonitor>(name: Name, payload: FromMonitor[Name]) => void

interface Watched {
  memory: ConnectionMemory
  undoTimer: (() => void) | null
}

export class ConnectionWatch {
  readonly #clock: Clock
  readonly #tell: Tell
  readonly #servers = new Map<ServerId, Watched>()

  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock
    this.#tell = tell
  }

  /** A server is there, or its address changed. */
  setLink({ serverId, epoch, connection, fresh }: ToMonitor['linkSet']): void {
    const known = this.#servers.get(serverId)
    if (known && !fresh) return
    const memory = known?.memory ?? adopt(newMemory(serverId, epoch, this.#clock.now()), connection)
    // The old reason belonged to the old way there.
    const begun = { ...memory, connection: { ...memory.connection, reason: null } }
    this.#servers.set(serverId, { memory: begun, undoTimer: known?.undoTimer ?? null })
    if (fresh || memory.phase === 'closed') this.#feed(serverId, { kind: 'wanted' })
  }

  removeLink(serverId: ServerId): void {
    const watched = this.#servers.get(serverId)
    if (!watched) return
    watched.undoTimer?.()
    this.#servers.delete(serverId)
    this.#tell('closeWanted', { serverId, epoch: watched.memory.epoch })
    this.#tell('connectionRemoved', { serverId })
  }

  learn({ serverId, epoch, fact }: ToMonitor['factLearned']): void {
    this.#feed(serverId, { kind: 'fact', epoch, fact })
  }

  reconnect(serverId: ServerId): void {
    this.#feed(serverId, { kind: 'wanted' })
  }

  systemChanged(cause: ToMonitor['systemChanged']['cause']): void {
    for (const serverId of this.#servers.keys()) this.#feed(serverId, { kind: 'system', cause })
  }

  close(): void {
    for (const watched of this.#servers.values()) watched.undoTimer?.()
    this.#servers.clear()
  }

  #feed(serverId: ServerId, input: MonitorInput): void {
    const watched = this.#servers.get(serverId)
    if (!watched) return
    const before = watched.memory
    const { memory, orders } = step(before, input, {
      now: this.#clock.now(),
      pauseMs: (attempt) => backoffMs(this.#clock, attempt, RECONNECT_RANGE)
    })
    watched.memory = memory
    this.#plan(serverId, watched, before)
    for (const order of orders) this.#carryOut(serverId, order)
    if (isNews(before.connection, memory.connection))
      this.#tell('connectionChanged', memory.connection)
  }

  #plan(serverId: ServerId, watched: Watched, before: ConnectionMemory): void {
    const { timer } = watched.memory
    if (timer === before.timer) return
    watched.undoTimer?.()
    watched.undoTimer = null
    if (!timer) return
    const delayMs = Math.max(0, timer.at - this.#clock.now())
    watched.undoTimer = this.#clock.after(delayMs, () => {
      watched.undoTimer = null
      this.#feed(serverId, { kind: 'timer' })
    })
  }

  #carryOut(serverId: ServerId, order: Order): void {
    const { epoch } = order
    if (order.kind === 'open') this.#tell('openWanted', { serverId, epoch })
    else if (order.kind === 'close') this.#tell('closeWanted', { serverId, epoch })
    else this.#tell('probeWanted', { serverId, epoch, timeoutMs: order.timeoutMs })
  }
}

// After a restart of this thread the relay knows what stands.
function adopt(memory: ConnectionMemory, connection: Connection | null): ConnectionMemory {
  if (!connection) return memory
  const isUp = connection.state === 'online' || connection.state === 'slow'
  return { ...memory, connection, phase: isUp ? 'joined' : 'closed' }
}

/** A round trip that changed a little is not worth a word. */
function isNews(before: Connection, after: Connection): boolean {
  if (before === after) return false
  const { latencyMs: old } = before
  const { latencyMs: now } = after
  const ratio = old !== null && now !== null ? Math.max(now, 1) / Math.max(old, 1) : Infinity
  const isNewLatency = old !== now && (ratio > 1.5 || ratio < 1 / 1.5)
  return (
    isNewLatency ||
    before.state !== after.state ||
    before.retryAt !== after.retryAt ||
    before.transport !== after.transport ||
    before.generation !== after.generation ||
    // Not only the code: it may be yet another certificate.
    JSON.stringify(before.reason) !== JSON.stringify(after.reason)
  )
}
