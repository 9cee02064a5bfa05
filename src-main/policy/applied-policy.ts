// A policy as the rest of main goes by it: all places together, with the dialect files that it names.
import * as v from 'valibot'
import type { Failure } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { PolicyFault, PolicyView } from '../../src-preload/contract/policy.ts'
import { connectSettingsSchema } from '../../src-preload/contract/store-calls.ts'
import { laidOver, leavesOf, valueAt, type SettingTree } from '../base/setting-tree.ts'
import type { AppliedPolicy, PolicyDialect, StorePolicy, StoreRules } from '../ports/policy.ts'
import type { CheckedPolicy } from './check-policy.ts'
import type { PolicyServer } from './schema.ts'

export interface PolicyParts {
  /** Checked, the computer's own before the person's. */
  checked: readonly CheckedPolicy[]
  dialects: readonly PolicyDialect[]
  /** Of all places, those that could not be read among them. */
  faults: readonly PolicyFault[]
  /** All places that hold something. */
  sources: readonly string[]
}

/** Of what is said of a server, how it is reached. */
const waySchema = v.object(connectSettingsSchema.entries)

/** What a policy of any kind comes to. */
export class ReadPolicy implements AppliedPolicy {
  readonly defaults: SettingTree
  readonly locked: SettingTree
  readonly dialects: readonly PolicyDialect[]
  readonly #organisation: string
  readonly #servers: readonly PolicyServer[]
  readonly #sources: readonly string[]
  #faults: readonly PolicyFault[]

  constructor({ checked, dialects, faults, sources }: PolicyParts) {
    // What is said last counts: the computer's own.
    const fromLast = checked.toReversed()
    this.defaults = fromLast.reduce<SettingTree>((tree, one) => laidOver(tree, one.defaults), {})
    this.locked = fromLast.reduce<SettingTree>((tree, one) => laidOver(tree, one.locked), {})
    this.dialects = dialects
    this.#organisation = checked.find(({ organisation }) => organisation !== '')?.organisation ?? ''
    this.#servers = uniqueServers(checked.flatMap(({ servers }) => servers))
    this.#faults = faults
    this.#sources = sources
  }

  get by(): string {
    return this.#organisation || 'none'
  }

  get updatesAllowed(): boolean {
    return valueAt(this.locked, ['updates', 'allowed']) !== false
  }

  get view(): PolicyView {
    const locked = leavesOf(this.locked)
      .map(({ path }) => path.join('.'))
      .filter((path) => path !== 'updates.allowed' || !this.updatesAllowed)
    return {
      organisation: this.#organisation,
      sources: [...this.#sources],
      locked,
      faults: [...this.#faults]
    }
  }

  forStore(name: string): StorePolicy {
    return {
      organisation: this.#organisation,
      servers: this.#servers.map((server) => presetOf(server, name)),
      defaults: storeRules(this.defaults),
      locked: storeRules(this.locked)
    }
  }

  refuseDialects(refused: readonly { place: number; failure: Failure }[]): void {
    const faults = refused.flatMap(({ place, failure }): PolicyFault[] => {
      const dialect = this.dialects[place]
      if (!dialect) return []
      return [{ source: dialect.source, path: dialect.path, reason: 'dialect', failure }]
    })
    // Told anew by each network process that starts.
    this.#faults = [...this.#faults.filter(({ failure }) => !failure), ...faults]
  }
}

function uniqueServers(servers: readonly PolicyServer[]): PolicyServer[] {
  const byKey = new Map<string, PolicyServer>()
  for (const server of servers) if (!byKey.has(keyOf(server))) byKey.set(keyOf(server), server)
  return [...byKey.values()].slice(0, limits.servers)
}

function presetOf(server: PolicyServer, name: string): StorePolicy['servers'][number] {
  const { address, name: serverName, dialect, login, proxy } = server
  return {
    key: keyOf(server),
    name: serverName,
    connect: v.parse(waySchema, { url: address, ...server }),
    dialectId: dialect ?? null,
    login: { name, ...login },
    proxy: proxy ?? null
  }
}

function keyOf({ id, address, namespace = '' }: PolicyServer): string {
  return id === undefined ? `address:${address} ${namespace}` : `id:${id}`
}

function storeRules(settings: SettingTree): StoreRules {
  // Both were checked by the schemas of these rules.
  const { proxy = {}, retentionDays } = settings as Partial<StoreRules>
  return { proxy, ...(retentionDays === undefined ? {} : { retentionDays }) }
}
