// How a server that was added is reached, while it is being changed in the settings.
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ShownConnect } from '../../src-preload/contract/store-calls.ts'
import { completeAddress } from '../text/address.ts'
import type { Servers } from './servers.svelte.ts'
import {
  changesOf,
  openFields,
  pairsOf,
  valuesOf,
  type Pair,
  type WayFields
} from './way-fields.ts'

export class ServerWay implements WayFields {
  address = $state('')
  namespace = $state('')
  path = $state('')
  page = $state('')
  generation: WayFields['generation'] = $state('auto')
  transports: WayFields['transports'] = $state('auto')
  parser: NonNullable<WayFields['parser']> = $state('auto')
  auth: Pair[] = $state([])
  query: Pair[] = $state([])
  headers: Pair[] = $state([])
  isLoaded = $state(false)
  isSaved = $state(false)
  failure: Failure | null = $state.raw(null)
  readonly #servers: Servers
  readonly #serverId: ServerId
  /** What was loaded or saved last, to tell whether anything changed. */
  #settled = $state('')

  constructor(servers: Servers, serverId: ServerId) {
    this.#servers = servers
    this.#serverId = serverId
  }

  get isChanged(): boolean {
    return this.isLoaded && this.#fingerprint() !== this.#settled
  }

  async load(): Promise<void> {
    const answer = await this.#servers.readConnect(this.#serverId)
    if (!answer.ok) return void (this.failure = answer.failure)
    this.#show(answer.value)
  }

  /** Saves and has the server connected anew. */
  async save(): Promise<void> {
    const url = completeAddress(this.address)
    if (!url) return void (this.failure = { code: 'address-invalid', retry: false })
    const answer = await this.#servers.changeConnect(this.#serverId, {
      url,
      ...openFields(this),
      query: valuesOf(this.query),
      headers: changesOf(this.headers),
      auth: changesOf(this.auth)
    })
    this.failure = answer.ok ? null : answer.failure
    if (!answer.ok) return
    await this.load()
    this.isSaved = true
  }

  #show(connect: ShownConnect): void {
    this.address = connect.url
    this.namespace = connect.namespace ?? ''
    this.path = connect.path ?? ''
    this.page = connect.page ?? ''
    this.generation = connect.generation
    this.transports = connect.transports
    this.parser = connect.parser ?? 'auto'
    this.query = pairsOf(connect.query)
    this.headers = connect.headers.map(kept)
    this.auth = connect.auth.map(kept)
    this.isLoaded = true
    this.isSaved = false
    this.#settled = this.#fingerprint()
  }

  #fingerprint(): string {
    const { address, query, headers, auth } = this
    return JSON.stringify([address, openFields(this), query, headers, auth])
  }
}

function kept(key: string): Pair {
  return { key, value: '', keptAs: key }
}
