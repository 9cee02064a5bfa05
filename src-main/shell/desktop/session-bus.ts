// The session bus of a Linux desktop: calls that never reject, signals that are heard only from whom they should come.
import { Message, sessionBus, Variant, type MessageBus } from '@jellybrick/dbus-next'
import type { EventEmitter } from 'node:events'
import { describeError, openLog } from '../../base/log.ts'

const log = openLog('desktop')
const ANSWER_MS = 3_000
const BUS = 'org.freedesktop.DBus'
const BUS_PATH = '/org/freedesktop/DBus'
const SIGNAL = 4

/** An object of a program on the bus, and one of its interfaces. */
export interface BusPlace {
  name: string
  path: string
  interface: string
}

export interface BusCall {
  member: string
  /** D-Bus types of the body; empty where there is none. */
  signature?: string
  body?: unknown[]
}

type Hear = (member: string, body: readonly unknown[]) => void
interface Ear extends BusPlace {
  hear: Hear
  /** Which connection has the name now. */
  owner: string
  onOwner: (isThere: boolean) => void
}

/** A value with its D-Bus type, as dictionaries of the bus want them. */
export function typed(signature: string, value: unknown): unknown {
  return new Variant(signature, value)
}

// What a value of the bus holds, whether it came with its type or without.
function untyped(value: unknown): unknown {
  return value instanceof Variant ? value.value : value
}

export class SessionBus {
  readonly #bus: MessageBus
  readonly #ears = new Set<Ear>()
  #isOpen = true

  private constructor(bus: MessageBus) {
    this.#bus = bus
    // An answer that came with it, just before, is taken in first: a promise takes until after this turn.
    bus.on('message', (message) => setImmediate(() => this.#hear(message)))
    // Its types know nothing of it, but it tells of errors in the way that ends a process where nobody listens.
    const plain: EventEmitter = bus
    plain.on('error', (error) => this.#lost(error))
  }

  /** The bus of this session; null where there is none. */
  static open(address = process.env['DBUS_SESSION_BUS_ADDRESS']): SessionBus | null {
    // Other ways of finding one would start programs.
    if (!address?.startsWith('unix:')) return null
    try {
      return new SessionBus(sessionBus({ busAddress: address }))
    } catch (error) {
      log.warn('no session bus', { error: describeError(error) })
      return null
    }
  }

  /** The values of the answer; null where nobody answers, in time and well. */
  async call(place: BusPlace, { member, signature, body }: BusCall): Promise<unknown[] | null> {
    if (!this.#isOpen) return null
    const { name: destination, ...rest } = place
    const more = signature === undefined ? {} : { signature, body: body ?? [] }
    const asked = this.#bus.call(new Message({ destination, ...rest, member, ...more }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ANSWER_MS)
    })
    const answer = await Promise.race([asked.catch(() => null), late])
    clearTimeout(timer)
    return answer?.body ?? null
  }

  /** Reads a property; null where it is not there. */
  async read({ name, path, interface: of }: BusPlace, property: string): Promise<unknown> {
    const place = { name, path, interface: 'org.freedesktop.DBus.Properties' }
    const call = { member: 'Get', signature: 'ss', body: [of, property] }
    const answer = await this.call(place, call)
    return answer ? untyped(answer[0]) : null
  }

  /** Sends a signal to whoever listens. */
  emit(path: string, of: string, { member, signature = '', body = [] }: BusCall): void {
    if (this.#isOpen) this.#bus.send(Message.newSignal(path, of, member, signature, body))
  }

  /**
   * Hears signals of a program, of no other that pretends to be it; `onOwner` tells when it comes and goes.
   */
  async listen(place: BusPlace, hear: Hear, onOwner: (isThere: boolean) => void): Promise<void> {
    const ear: Ear = { ...place, hear, onOwner, owner: '' }
    this.#ears.add(ear)
    const { name, path, interface: of } = place
    await this.#match(`type='signal',sender='${name}',path='${path}',interface='${of}'`)
    await this.#match(`type='signal',sender='${BUS}',member='NameOwnerChanged',arg0='${name}'`)
    const owner = await this.call(
      { name: BUS, path: BUS_PATH, interface: BUS },
      { member: 'GetNameOwner', signature: 's', body: [name] }
    )
    this.#owned(ear, typeof owner?.[0] === 'string' ? owner[0] : '')
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#ears.clear()
    this.#bus.disconnect()
  }

  async #match(rule: string): Promise<void> {
    const place = { name: BUS, path: BUS_PATH, interface: BUS }
    await this.call(place, { member: 'AddMatch', signature: 's', body: [rule] })
  }

  #hear({ type, sender, path, interface: of, member, body }: Message): void {
    if (type !== SIGNAL) return
    if (sender === BUS && member === 'NameOwnerChanged') return this.#ownerChanged(body)
    for (const ear of this.#ears) {
      const isHis = sender === ear.owner && path === ear.path && of === ear.interface
      if (isHis) ear.hear(member, body)
    }
  }

  #ownerChanged([name, , owner]: readonly unknown[]): void {
    for (const ear of this.#ears) if (ear.name === name) this.#owned(ear, String(owner))
  }

  #owned(ear: Ear, owner: string): void {
    if (ear.owner === owner) return
    ear.owner = owner
    ear.onOwner(owner !== '')
  }

  #lost(reason: unknown): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    log.warn('the session bus is gone', { reason: describeError(reason) })
    for (const ear of this.#ears) this.#owned(ear, '')
  }
}
