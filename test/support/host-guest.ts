// A guest of a Filo host for tests: connects, asks, and remembers all that it is told.
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { Answer, RequestName } from '../../src-main/host/protocol.ts'
import type { ToldEvents, Welcome } from '../../src-main/host/protocol-events.ts'

type Told = { [Name in keyof ToldEvents]: Parameters<ToldEvents[Name]>[0] }

export interface GuestOptions extends Partial<ManagerOptions & SocketOptions> {
  auth?: Record<string, unknown>
}

/** One connected client. Whoever connects it closes it. */
export class HostGuest {
  readonly socket: Socket
  readonly #told: { name: string; payload: unknown }[] = []
  readonly #waiting = new Set<() => void>()

  constructor(address: string, name: string, options: GuestOptions = {}) {
    const { auth, ...rest } = options
    this.socket = io(address, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...rest,
      auth: { name, ...auth }
    })
    this.socket.onAny((told: string, payload: unknown) => {
      this.#told.push({ name: told, payload })
      for (const wake of [...this.#waiting]) wake()
    })
  }

  /** Connects and waits for the welcome. */
  static async enter(address: string, name: string, options?: GuestOptions): Promise<HostGuest> {
    const guest = new HostGuest(address, name, options)
    const refusal = new Promise<never>((_resolve, reject) => {
      guest.socket.once('connect_error', (error) => reject(error))
    })
    await Promise.race([guest.hear('welcome'), refusal])
    return guest
  }

  get welcome(): Welcome {
    const [welcome] = this.all('welcome').slice(-1)
    if (!welcome) throw new Error('not welcomed yet')
    return welcome
  }

  /** Emits a request and waits for its answer. */
  ask<Name extends RequestName>(name: Name, payload: unknown): Promise<Answer<Name>> {
    return this.socket.timeout(10_000).emitWithAck(name, payload)
  }

  /** As `ask`, where a refusal fails the test. */
  async get<Name extends RequestName>(
    name: Name,
    payload: unknown
  ): Promise<Extract<Answer<Name>, { ok: true }>> {
    const answer = await this.ask(name, payload)
    if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.error)}`)
    return answer
  }

  /** Everything of this kind heard so far. */
  all<Name extends keyof Told>(name: Name): Told[Name][] {
    const told = this.#told.filter((one) => one.name === name)
    return told.map((one) => one.payload as Told[Name]) // a test's peer is trusted
  }

  /** The first of this kind that fits, heard already or still to come. */
  async hear<Name extends keyof Told>(
    name: Name,
    fits: (payload: Told[Name]) => boolean = () => true
  ): Promise<Told[Name]> {
    const found = await this.until(() => this.all(name).find(fits))
    return found
  }

  /** Waits until what was heard gives a value. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const wake = (): void => {
        const value = look()
        if (value === undefined) return
        this.#waiting.delete(wake)
        resolve(value)
      }
      this.#waiting.add(wake)
      wake()
    })
  }

  close(): void {
    this.socket.disconnect()
  }
}

/** The refusal with which a host turns a connection away. */
export function refusalOf(
  address: string,
  auth: Record<string, unknown>,
  options: GuestOptions = {}
): Promise<{ message: string; data: unknown }> {
  const socket = io(address, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
    auth
  })
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.disconnect()
      reject(new Error('was let in'))
    })
    socket.once('connect_error', (error) => {
      socket.disconnect()
      resolve({ message: error.message, data: Reflect.get(error, 'data') })
    })
  })
}
