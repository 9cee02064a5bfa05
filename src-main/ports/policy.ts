// An organisation's policy as the rest of main and the store go by it; src-main/policy reads and checks it.
import * as v from 'valibot'
import type { Failure } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { proxyChoices } from '../../src-preload/contract/passage.ts'
import type { PolicyView } from '../../src-preload/contract/policy.ts'
import { connectSettingsSchema } from '../../src-preload/contract/store-calls.ts'
import type { SettingTree } from '../base/setting-tree.ts'
import { proxyRuleSchema } from './passage.ts'

const { mode, http, https, socks, bypass, user, password } = proxyRuleSchema.entries

/** What is kept in the store of what an organisation may set: the proxies, and how long history stays. */
export const storeRulesSchema = v.object({
  proxy: v.object({
    mode: v.exactOptional(mode),
    http: v.exactOptional(http),
    https: v.exactOptional(https),
    socks: v.exactOptional(socks),
    bypass: v.exactOptional(bypass),
    user: v.exactOptional(user),
    password: v.exactOptional(password)
  }),
  /** Null: for ever. */
  retentionDays: v.exactOptional(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500)))
  )
})
export type StoreRules = v.InferOutput<typeof storeRulesSchema>

/** A server that everybody has. */
const presetServerSchema = v.object({
  /** By which it is known again when its address is another one. */
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.address * 2)),
  name: v.pipe(v.string(), v.maxLength(limits.name)),
  connect: connectSettingsSchema,
  /** Null: found out, and the person's to change. */
  dialectId: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
  /** What it is introduced by at first; afterwards the store's own holds. */
  login: v.record(v.string(), v.string()),
  proxy: v.nullable(v.picklist(proxyChoices))
})
export type PresetServer = v.InferOutput<typeof presetServerSchema>

export const storePolicySchema = v.object({
  organisation: v.string(),
  servers: v.pipe(v.array(presetServerSchema), v.maxLength(limits.servers)),
  /** How it is for what is new, or where the person has set nothing. */
  defaults: storeRulesSchema,
  /** How it is, whatever the person wants. */
  locked: storeRulesSchema
})
export type StorePolicy = v.InferOutput<typeof storePolicySchema>

/** A dialect document that a policy brings. */
export interface PolicyDialect {
  document: Record<string, unknown>
  /** Where it was read from, and where in it. */
  source: string
  path: string
}

export interface AppliedPolicy {
  /** Settings that nobody has chosen yet are so. */
  readonly defaults: SettingTree
  /** Settings are so, whatever the person chose. */
  readonly locked: SettingTree
  readonly updatesAllowed: boolean
  readonly dialects: readonly PolicyDialect[]
  /** Null: there is no policy. */
  readonly view: PolicyView | null
  /** What failures say of who set something: `none` where the policy does not say. */
  readonly by: string
  /** Null: the store goes by nobody's rules. @param name by which the person goes on servers that are added */
  forStore: (name: string) => StorePolicy | null
  /** Notes which of the dialects can't be used, by their place among `dialects`. */
  refuseDialects: (refused: readonly { place: number; failure: Failure }[]) => void
}
