// The one door to a server: every connection to it, of whatever kind, is opened and proven here.
import type { ClientRequest } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { Agent, type AgentConnectOpts } from 'agent-base'
import type { Passage } from '../../../ports/passage.ts'
import { failure } from '../connect-failure.ts'
import { secureLine } from './handshake.ts'
import { bareHost } from './hosts.ts'
import { forwardBy, isReachable, nameOfProxy, openTunnel, type Goal } from './proxy-tunnel.ts'
import { RouteError } from './route-error.ts'
import { waysTo, type ResolveProxy, type Way } from './ways.ts'

/** What must be known of a server to go there. */
export interface Route {
  passage: Passage
  resolveProxy: ResolveProxy
  /** Finds the address of a host that may be gone to; throws where none may. Without it: any. */
  addressOf?: (host: string) => Promise<string>
}

/**
 * Node's HTTP client asks an agent for its sockets, and so do the Socket.IO clients: polling, WebSocket and
 * plain requests all come by here. Made for one attempt to connect; ways are asked for anew by the next.
 */
export class RouteAgent extends Agent {
  readonly #route: Route
  readonly #isSecure: boolean
  readonly #chosen = new Map<string, Promise<Way>>()

  /** `origin`: scheme, host and port. */
  constructor(origin: string, route: Route) {
    super()
    this.#route = route
    this.#isSecure = new URL(origin).protocol === 'https:'
  }

  get passage(): Passage {
    return this.#route.passage
  }

  /** To an address that is not this server's: by the same proxies, believed like any other, told nothing of here. */
  elsewhere(origin: string): RouteAgent {
    const { passage, resolveProxy } = this.#route
    const plain = { ...passage, pin: null, authority: null, identity: null }
    return new RouteAgent(origin, { passage: plain, resolveProxy })
  }

  override isSecureEndpoint(): boolean {
    // Asked by the base class before it is made whole.
    return #isSecure in this && this.#isSecure
  }

  override async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
    const goal = { host: bareHost(options.host ?? ''), port: Number(options.port) }
    const way = await this.wayTo(goal)
    // A proxy finds the address itself: at least what we would find must be allowed.
    if (way.kind !== 'direct') await this.#allowed(goal)
    if (this.#isSecure) return this.secure(goal, way, request)
    if (way.kind === 'direct') return connect(await this.#allowed(goal))
    const isUpgrade = request.getHeader('upgrade') !== undefined
    const isForwarded = (way.kind === 'http' || way.kind === 'https') && !isUpgrade
    return isForwarded ? forwardBy(way, goal, request) : openTunnel(way, goal, request)
  }

  /** An encrypted and proven line. */
  async secure(goal: Goal, way: Way, request?: ClientRequest): Promise<Duplex> {
    const isDirect = way.kind === 'direct'
    const plain = isDirect && this.#route.addressOf ? connect(await this.#allowed(goal)) : null
    const line = isDirect ? plain : await openTunnel(way, goal, request)
    return secureLine(goal, this.#route.passage, line)
  }

  // Connected to is what was looked at, whatever the name stands for a moment later.
  async #allowed(goal: Goal): Promise<Goal> {
    const { addressOf } = this.#route
    return addressOf ? { ...goal, host: await addressOf(goal.host) } : goal
  }

  /** The first way that is open; it stays the way for as long as this agent lives. */
  wayTo(goal: Goal): Promise<Way> {
    const key = `${goal.host} ${goal.port}`
    const known = this.#chosen.get(key)
    if (known) return known
    const chosen = this.#choose(goal)
    this.#chosen.set(key, chosen)
    return chosen
  }

  async #choose(goal: Goal): Promise<Way> {
    const scheme = this.#isSecure ? 'https' : 'http'
    const host = goal.host.includes(':') ? `[${goal.host}]` : goal.host
    const url = new URL(`${scheme}://${host}:${goal.port}`)
    const { passage, resolveProxy } = this.#route
    const ways = await waysTo(url, passage.proxy, resolveProxy)
    for (const [index, way] of ways.entries()) {
      const isLast = index === ways.length - 1
      if (way.kind === 'direct' && isLast) return way
      const next = way.kind === 'direct' ? await this.#allowed(goal) : way
      if (await isReachable(next)) return way
    }
    const tried = ways.flatMap((way) => (way.kind === 'direct' ? [] : [nameOfProxy(way)]))
    throw new RouteError(failure('proxy-unreachable', true, { proxy: tried.join(', ') }))
  }
}
