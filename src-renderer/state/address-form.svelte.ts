// The way to a new server, from what is typed to a server that is added.
import { uuidv7 } from 'uuidv7'
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'
import type { DialectCandidate } from '../../src-preload/contract/network-calls.ts'
import { refuse, type Failure } from '../../src-preload/contract/failure.ts'
import type { CertificateFace } from '../../src-preload/contract/passage.ts'
import type { FoundWay } from '../../src-preload/contract/store-calls.ts'
import { refusedCertificate, type RefusedCertificate } from '../text/certificate.ts'
import { completeAddress, readInvite } from '../text/address.ts'
import type { Filo } from './filo.svelte.ts'
import type { ConnectWish } from './servers.svelte.ts'
import { openFields, pairsOf, valuesOf, type Pair, type WayFields } from './way-fields.ts'

/** Dialects that are asked about at most, and how well one must fit to be. */
const MOST_CANDIDATES = 3
const LIKELY = 0.5

function isLikely({ fit }: DialectCandidate): boolean {
  return fit >= LIKELY
}

export class AddressForm implements WayFields {
  address = $state('')
  name = $state('')
  dialectId = $state('auto')
  namespace = $state('')
  path = $state('')
  page = $state('')
  generation: 'auto' | '2' | '3' | '4' = $state('auto')
  transports: 'auto' | 'polling' | 'websocket' = $state('auto')
  parser: WayFields['parser'] = $state('auto')
  auth: Pair[] = $state([])
  query: Pair[] = $state([])
  headers: Pair[] = $state([])
  /** What the chosen dialect asks for beyond a name. */
  login: Record<string, string> = $state({})
  isTrying = $state(false)
  failure: Failure | null = $state.raw(null)
  /** Dialects of which one is to be chosen, since none is sure; empty where there is nothing to ask. */
  candidates: readonly DialectCandidate[] = $state.raw([])
  /** What answered and was not added yet. */
  #reached: { connect: ConnectWish; name: string; found: FoundWay } | null = null
  /** The certificate that the person trusts at this address. */
  #pin: CertificateFace | null = null
  readonly #filo: Filo
  /** Made here once, so that whoever tries an address and then adds it is one person to the server. */
  readonly #key = crypto.randomUUID()
  /** The dialect that the server was found to speak. */
  #recognised: string | null = null
  /** Counts tries, so that the answer to a cancelled one is left lying. */
  #round = 0

  constructor(filo: Filo) {
    this.#filo = filo
    this.name = filo.app.settings?.personName ?? ''
  }

  get fields() {
    return this.#filo.dialects.list.find((one) => one.id === this.dialectId)?.loginFields ?? []
  }

  /** Whether adding without an answer makes sense: the server may just be down, or want a certificate. */
  get mayAddAnyway(): boolean {
    if (this.failure === null || completeAddress(this.address) === null) return false
    return this.failure.retry || this.failure.code === 'client-certificate-needed'
  }

  /** Adds what answered, spoken to in this dialect; `auto`: in none of those, it is learned. */
  choose(dialectId: string): Promise<boolean> {
    const reached = this.#reached
    if (!reached) return Promise.resolve(false)
    this.candidates = []
    return this.#add(reached.connect, dialectId, reached)
  }

  /** Other servers that the page at this address talks to, likeliest first. */
  get elsewhere(): string[] {
    const told = this.failure?.detail?.['elsewhere']
    return typeof told === 'string' ? told.split(' ') : []
  }

  /** Connects to one of them; the page stays known, since it says how that server is talked to. */
  connectTo(server: string): Promise<boolean> {
    this.page = this.address
    this.address = server
    return this.connect()
  }

  /** The certificate that was refused, for the person to look at. */
  get refused(): RefusedCertificate | null {
    return refusedCertificate(this.failure)
  }

  /** Takes that certificate and no other from now on, and tries again. */
  trust({ face }: RefusedCertificate): Promise<boolean> {
    this.#pin = face
    return this.connect()
  }

  /** Thinks better of it: nothing is trusted, nothing is added. */
  distrust(): void {
    this.#pin = null
    this.failure = null
  }

  /** An invite link pasted as an address fills the form. */
  unfoldInvite(): void {
    const invite = readInvite(this.address)
    if (invite) this.take(invite)
  }

  take(link: ConnectLink | NonNullable<ReturnType<typeof readInvite>>): void {
    this.address = link.url
    this.name = link.name || this.name
    this.dialectId = link.dialect
    this.namespace = link.namespace ?? ''
    this.path = link.path ?? ''
    this.generation = link.generation
    this.auth = pairsOf(link.auth)
    this.query = pairsOf(link.query)
  }

  cancel(): void {
    this.#round += 1
    this.isTrying = false
  }

  /** Tries the address and adds what answers; true once the server is there. */
  async connect(): Promise<boolean> {
    this.failure = null
    this.candidates = []
    const connect = this.#settings()
    if (!connect) return this.#fail(refuse('address-invalid').failure)
    if (this.name.trim() === '') return this.#fail(refuse('name-invalid').failure)
    const round = (this.#round += 1)
    this.isTrying = true
    const login = this.#loginValues()
    const answer = await this.#filo.servers.tryAddress({
      connect,
      dialectId: this.dialectId,
      login,
      trust: this.#pin?.fingerprint ?? null
    })
    if (round !== this.#round) return false
    this.isTrying = false
    if (!answer.ok) return this.#fail(answer.failure)
    const { generation, path, namespace, parser, serverName } = answer.value
    const dialectId =
      this.dialectId === 'auto' ? (answer.value.dialectId ?? 'auto') : this.dialectId
    this.#recognised = this.dialectId === 'auto' ? answer.value.dialectId : null
    // What the person left open stays open: kept as found, so that it is searched for again once it moves.
    const found = { generation: `${generation}` as const, path, namespace, parser }
    const reached = { connect, name: serverName ?? '', found }
    const doubts = dialectId === 'auto' ? answer.value.candidates.filter(isLikely) : []
    if (doubts.length === 0) return this.#add(connect, dialectId, reached)
    this.#reached = reached
    this.candidates = doubts.slice(0, MOST_CANDIDATES)
    return false
  }

  /** Adds without having reached it; it connects when it answers. */
  async addAnyway(): Promise<boolean> {
    const connect = this.#settings()
    return connect ? this.#add(connect, this.dialectId, { name: '', found: {} }) : false
  }

  async #add(
    connect: ConnectWish,
    dialectId: string,
    { name, found }: { name: string; found: FoundWay }
  ): Promise<boolean> {
    const answer = await this.#filo.servers.add({
      id: uuidv7(),
      name,
      connect,
      dialectId,
      login: this.#loginValues(),
      found,
      pin: this.#pin
    })
    if (!answer.ok) return this.#fail(answer.failure)
    void this.#filo.app.changeSettings({ personName: this.name.trim() })
    this.#filo.selectServer(answer.value.id)
    if (this.#recognised) this.#filo.sayRecognised(this.#recognised)
    return true
  }

  #fail(failure: Failure): false {
    this.failure = failure
    return false
  }

  #loginValues(): Record<string, string> {
    return { ...this.login, key: this.#key, name: this.name.trim() }
  }

  #settings(): ConnectWish | null {
    const url = completeAddress(this.address)
    if (!url) return null
    return {
      url,
      ...openFields(this),
      auth: valuesOf(this.auth),
      query: valuesOf(this.query),
      headers: valuesOf(this.headers)
    }
  }
}
