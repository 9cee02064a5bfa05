// Owns who may come in: version, secret, room for one more, and which person a token is.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { getDotPath, safeParse, type BaseIssue } from 'valibot'
import type { Guest } from './fan-out.ts'
import type { HostLimits } from './host-limits.ts'
import type { MessageStore } from './message-store.ts'
import type { Person } from './protocol-events.ts'
import {
  handshakeSchema,
  PROTOCOL_VERSION,
  refused,
  refusedBy,
  type Handshake,
  type Outcome
} from './protocol.ts'
import { TokenBucket } from './token-bucket.ts'

export interface GateOptions {
  store: MessageStore
  limits: HostLimits
  now: () => number
  /** The secret of the invite link as it is now. */
  secret: () => string
  /** Sockets at the moment. */
  clients: () => number
}

export interface Knock {
  auth: unknown
  remoteAddress: string
  /** Whom Socket.IO's recovery says this is, if the connection is a recovered one. */
  recovered: Partial<Guest> | undefined
}

export interface Admission {
  guest: Guest
  token: string | undefined
  isNew: boolean
}

/** Lets people in, or says why not. */
export class Gate {
  readonly #options: GateOptions
  readonly #arrivals = new Map<string, TokenBucket>()
  /** Who came from other machines with the secret as it is now. */
  readonly #cameIn = new Set<string>()

  constructor(options: GateOptions) {
    this.#options = options
  }

  async admit(knock: Knock): Promise<Outcome<Admission>> {
    const parsed = safeParse(handshakeSchema, knock.auth, { abortEarly: true })
    if (!parsed.success) return refuseHandshake(parsed.issues[0])
    const isRemote = !isLoopback(knock.remoteAddress)
    const refusal = this.#refuse(parsed.output, isRemote)
    if (refusal) return refusal
    const { id, name } = knock.recovered ?? {}
    if (parsed.output.token === undefined && id !== undefined && name !== undefined) {
      // Who comes back without a token is who they were a moment ago, not somebody new.
      return { ok: true, value: { guest: { id, name, isRemote }, token: undefined, isNew: false } }
    }
    return this.#identify(parsed.output, knock.remoteAddress, isRemote)
  }

  /**
   * The person of a token who asks over HTTP, which carries no secret: from another machine only who came
   * in over a socket since the secret last changed.
   */
  async personOf(token: string, remoteAddress: string): Promise<Person | undefined> {
    const person = await this.#options.store.personOfToken(sha256(token).toString('hex'))
    if (!person || isLoopback(remoteAddress)) return person
    return this.#cameIn.has(person.id) ? person : undefined
  }

  /** Nobody from another machine is known any more: the secret changed, or the host is not shared. */
  forgetRemote(): void {
    this.#cameIn.clear()
  }

  #refuse(handshake: Handshake, isRemote: boolean): ReturnType<typeof refused> | undefined {
    const { version, secret } = handshake
    const { limits, clients } = this.#options
    if (version !== undefined && version !== PROTOCOL_VERSION) {
      return refused('version-unsupported', { version: PROTOCOL_VERSION })
    }
    if (isRemote && !isSame(secret ?? '', this.#options.secret())) return refused('secret-wrong')
    if (clients() > limits.clients) return refused('too-many', { limit: limits.clients })
    return undefined
  }

  async #identify(
    { name, token: given }: Handshake,
    address: string,
    isRemote: boolean
  ): Promise<Outcome<Admission>> {
    const { store, now } = this.#options
    const token = given ?? randomBytes(32).toString('base64url')
    const tokenHash = sha256(token).toString('hex')
    if (isRemote && (await store.personOfToken(tokenHash)) === undefined) {
      const taken = this.#arrivalsFrom(address).take(now())
      if (!taken.ok) return refused('rate-limited', { retryAfterMs: taken.retryAfterMs })
    }
    const { person, isNew } = await store.admit({ tokenHash, name, at: now() })
    if (isRemote) this.#cameIn.add(person.id)
    return { ok: true, value: { guest: { ...person, isRemote }, token, isNew } }
  }

  #arrivalsFrom(address: string): TokenBucket {
    const now = this.#options.now()
    for (const [known, bucket] of this.#arrivals) {
      if (bucket.isFull(now)) this.#arrivals.delete(known)
    }
    const bucket =
      this.#arrivals.get(address) ?? new TokenBucket(this.#options.limits.arrivals, now)
    this.#arrivals.set(address, bucket)
    return bucket
  }
}

// A missing name is a wrong one: the person is asked for another, not told of fields.
function refuseHandshake(issue: BaseIssue<unknown>): ReturnType<typeof refused> {
  return getDotPath(issue) === 'name' ? refused('name-invalid') : refusedBy(issue)
}

/** Whether an address is this computer itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}

// Hashed first so that the comparison takes as long whatever the length.
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
