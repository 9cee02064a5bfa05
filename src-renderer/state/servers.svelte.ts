// The servers that the person added, and how each is reached right now.
import type { Result } from '../../src-preload/contract/failure.ts'
import type {
  Connection,
  ConversationId,
  NotifyRule,
  Server,
  ServerId
} from '../../src-preload/contract/model.ts'
import type { AddressFinding, ServerTraffic } from '../../src-preload/contract/network-calls.ts'
import type {
  changedConnectSchema,
  connectSettingsSchema,
  newServerSchema,
  ShownConnect
} from '../../src-preload/contract/store-calls.ts'
import type { InferInput } from 'valibot'
import { markBoot } from './boot.ts'
import type { Wires } from './wires.ts'

/** What is said about a server when it is added; the rest has defaults. */
export type ServerWish = InferInput<typeof newServerSchema>
export type ConnectWish = InferInput<typeof connectSettingsSchema>
type ChangeWish = InferInput<typeof changedConnectSchema>

export interface AddressTry {
  connect: ConnectWish
  dialectId: string
  login: Record<string, string>
  /** The fingerprint of the certificate that the person trusts there. */
  trust: string | null
}

export class Servers {
  list: readonly Server[] = $state.raw([])
  /** Whether the store has told which servers there are. */
  isKnown = $state(false)
  connections: ReadonlyMap<ServerId, Connection> = $state.raw(new Map())
  /** Of the servers of which something was refused or slowed since Filo was started. */
  traffic: ReadonlyMap<ServerId, ServerTraffic> = $state.raw(new Map())
  readonly #wires: Wires
  /** Told after each change of the list. */
  onChanged: () => void = () => {}

  constructor(wires: Wires) {
    this.#wires = wires
    wires.store.onOpen(() => void this.#loadServers())
    wires.network.onOpen(() => void this.#loadConnections())
  }

  byId(id: ServerId | null): Server | null {
    return this.list.find((server) => server.id === id) ?? null
  }

  connectionOf(id: ServerId | null): Connection | null {
    return (id && this.connections.get(id)) || null
  }

  applyServers(servers: Server[]): void {
    this.list = [...servers].sort((one, other) => one.position - other.position)
    this.isKnown = true
    markBoot('servers known')
    this.onChanged()
  }

  applyConnection(connection: Connection): void {
    this.connections = new Map(this.connections).set(connection.serverId, connection)
  }

  applyTraffic(traffic: ServerTraffic): void {
    this.traffic = new Map(this.traffic).set(traffic.serverId, traffic)
  }

  trafficOf(id: ServerId | null): ServerTraffic | null {
    return (id && this.traffic.get(id)) || null
  }

  dropConnection(id: ServerId): void {
    const traffic = new Map(this.traffic)
    traffic.delete(id)
    this.traffic = traffic
    const next = new Map(this.connections)
    next.delete(id)
    this.connections = next
  }

  tryAddress(wanted: AddressTry): Promise<Result<AddressFinding>> {
    return this.#wires.network.askSurely.tryAddress(wanted)
  }

  add(server: ServerWish): Promise<Result<Server>> {
    return this.#wires.store.askSurely.addServer(server)
  }

  rename(serverId: ServerId, name: string): Promise<Result<null>> {
    return this.#wires.store.askSurely.renameServer({ serverId, name })
  }

  setDialect(serverId: ServerId, dialectId: string): Promise<Result<null>> {
    return this.#wires.store.askSurely.setDialect({ serverId, dialectId })
  }

  /** How a server is reached; of secrets only their names. */
  readConnect(serverId: ServerId): Promise<Result<ShownConnect>> {
    return this.#wires.store.ask.readConnect({ serverId })
  }

  changeConnect(serverId: ServerId, connect: ChangeWish): Promise<Result<null>> {
    return this.#wires.store.askSurely.changeConnect({ serverId, connect })
  }

  remove(serverId: ServerId): Promise<Result<null>> {
    return this.#wires.store.askSurely.removeServer({ serverId })
  }

  setNotify(serverId: ServerId, notify: NotifyRule): void {
    void this.#wires.store.askSurely.setServerNotify({ serverId, notify })
  }

  reconnect(serverId: ServerId): void {
    void this.#wires.network.ask.reconnect({ serverId })
  }

  createRoom(
    serverId: ServerId,
    title: string
  ): Promise<Result<{ conversationId: ConversationId }>> {
    return this.#wires.network.ask.createRoom({ serverId, title })
  }

  async #loadServers(): Promise<void> {
    const answer = await this.#wires.store.ask.listServers({})
    if (answer.ok) this.applyServers(answer.value)
  }

  async #loadConnections(): Promise<void> {
    const answer = await this.#wires.network.ask.listConnections({})
    if (answer.ok) this.connections = new Map(answer.value.map((one) => [one.serverId, one]))
    const traffic = await this.#wires.network.ask.listTraffic({})
    if (traffic.ok) this.traffic = new Map(traffic.value.map((one) => [one.serverId, one]))
  }
}
