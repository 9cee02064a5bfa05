// A TCP proxy made to misbehave: cuts, stalls, swallows, delays, crumbles, corrupts and refuses.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Chance } from '../../support/chance.ts'

/** `up` goes to the server, `down` comes from it. */
type Way = 'up' | 'down'

/** Bytes of a segment that corruption touches. */
const GARBLED_BYTES = 64
const CRUMB_BYTES = { least: 1, most: 90 }

/** Holds for all connections while it is set. */
interface Weather {
  isStalled: boolean
  delayMs: number
  isTrickling: boolean
  isRefusing: boolean
}

export class FaultProxy {
  readonly #server: Server
  readonly #targetPort: number
  readonly #chance: Chance
  readonly #pairs = new Set<Pair>()
  readonly #weather: Weather = {
    isStalled: false,
    delayMs: 0,
    isTrickling: false,
    isRefusing: false
  }
  readonly #corruptNext = new Set<Way>()

  private constructor(targetPort: number, chance: Chance) {
    this.#targetPort = targetPort
    this.#chance = chance
    this.#server = createServer((client) => this.#join(client))
  }

  static async open(targetPort: number, chance: Chance): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort, chance)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Ends every standing connection. */
  cut(how: 'rst' | 'fin'): void {
    for (const pair of this.#pairs) pair.end(how)
  }

  /** Nothing moves either way until it is set back; nothing is lost by it. */
  stall(isStalled: boolean): void {
    this.#weather.isStalled = isStalled
    for (const pair of this.#pairs) pair.hold(isStalled)
  }

  /** Standing connections swallow what goes this way, for as long as they live. */
  goHalfOpen(way: Way | 'both'): void {
    for (const pair of this.#pairs) pair.swallow(way)
  }

  delay(byMs: number): void {
    this.#weather.delayMs = byMs
  }

  trickle(isTrickling: boolean): void {
    this.#weather.isTrickling = isTrickling
  }

  /**
   * Garbles the start of the next segment. There lie the frame's own bytes, so that it can be noticed: a bit
   * that only turns one letter into another is for TLS to find, no plain text protocol could.
   */
  corrupt(way: Way): void {
    this.#corruptNext.add(way)
  }

  /** Resets who is here and everybody who comes. */
  refuse(isRefusing: boolean): void {
    this.#weather.isRefusing = isRefusing
    if (isRefusing) this.cut('rst')
  }

  /** Good weather again; connections that were swallowed from stay dead until somebody notices. */
  heal(): void {
    this.delay(0)
    this.trickle(false)
    this.refuse(false)
    this.stall(false)
    this.#corruptNext.clear()
  }

  async close(): Promise<void> {
    this.cut('rst')
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket): void {
    if (this.#weather.isRefusing) return void client.resetAndDestroy()
    const server = connect(this.#targetPort, '127.0.0.1')
    const pair = new Pair({
      client,
      server,
      pass: (way, chunk) => this.#pass(way, chunk),
      onClosed: () => void this.#pairs.delete(pair)
    })
    this.#pairs.add(pair)
    if (this.#weather.isStalled) pair.hold(true)
  }

  /** What becomes of a segment: its pieces, each with a pause before it. */
  #pass(way: Way, chunk: Buffer): Piece[] {
    const bytes = this.#corruptNext.delete(way) ? garbled(chunk) : chunk
    const { delayMs, isTrickling } = this.#weather
    const first = delayMs > 0 ? this.#chance.between(0, delayMs) : 0
    if (!isTrickling) return [{ bytes, pauseMs: first }]
    const pieces: Piece[] = []
    for (let start = 0; start < bytes.length;) {
      const size = this.#chance.between(CRUMB_BYTES.least, CRUMB_BYTES.most)
      const pauseMs = this.#chance.happens(0.1) ? this.#chance.between(1, 12) : 0
      pieces.push({ bytes: bytes.subarray(start, start + size), pauseMs: pauseMs + first })
      start += size
    }
    return pieces
  }
}

interface Piece {
  bytes: Buffer
  pauseMs: number
}

interface PairOptions {
  client: Socket
  server: Socket
  pass: (way: Way, chunk: Buffer) => Piece[]
  onClosed: () => void
}

/** One connection through the proxy: two sockets and what is on its way between them. */
class Pair {
  readonly #options: PairOptions
  readonly #swallowed = new Set<Way>()
  /** Each way's pieces leave one after the other. */
  readonly #tails: Record<Way, Promise<void>> = { up: Promise.resolve(), down: Promise.resolve() }
  #isClosed = false

  constructor(options: PairOptions) {
    this.#options = options
    const { client, server } = options
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', () => this.end('rst'))
      socket.on('close', () => this.end('rst'))
    }
    client.on('data', (chunk: Buffer) => this.#move('up', chunk))
    server.on('data', (chunk: Buffer) => this.#move('down', chunk))
    client.on('end', () => void this.#tails.up.then(() => server.end()))
    server.on('end', () => void this.#tails.down.then(() => client.end()))
  }

  hold(isHeld: boolean): void {
    for (const socket of [this.#options.client, this.#options.server]) {
      if (isHeld) socket.pause()
      else socket.resume()
    }
  }

  swallow(way: Way | 'both'): void {
    for (const one of way === 'both' ? (['up', 'down'] as const) : [way]) this.#swallowed.add(one)
  }

  end(how: 'rst' | 'fin'): void {
    const { client, server, onClosed } = this.#options
    if (how === 'fin') {
      client.end()
      server.end()
      return
    }
    if (this.#isClosed) return
    this.#isClosed = true
    client.resetAndDestroy()
    server.resetAndDestroy()
    onClosed()
  }

  #move(way: Way, chunk: Buffer): void {
    if (this.#swallowed.has(way)) return
    const { client, server } = this.#options
    const [from, to] = way === 'up' ? [client, server] : [server, client]
    const pieces = this.#options.pass(way, chunk)
    this.#tails[way] = this.#tails[way].then(() => this.#write(way, to, pieces))
    if (to.writableLength < 1_000_000) return
    from.pause()
    void this.#tails[way].then(() => to.once('drain', () => from.resume()))
  }

  async #write(way: Way, to: Socket, pieces: readonly Piece[]): Promise<void> {
    for (const { bytes, pauseMs } of pieces) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      if (this.#isClosed || this.#swallowed.has(way)) return
      to.write(bytes)
    }
  }
}

function garbled(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk)
  for (let at = 0; at < Math.min(GARBLED_BYTES, copy.length); at++)
    copy[at] = (copy[at] ?? 0) ^ 0x80
  return copy
}
