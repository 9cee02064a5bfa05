// What an organisation may set: the policy's one shape, whichever system it comes from.
import * as v from 'valibot'
import { settingsSchema } from '../../src-preload/contract/app-calls.ts'
import { desktopSettingsSchema } from '../../src-preload/contract/desktop.ts'
import { transferSettingsSchema } from '../../src-preload/contract/files.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { noticeSettingsSchema } from '../../src-preload/contract/notices.ts'
import { isProxyAddress, proxyChoices } from '../../src-preload/contract/passage.ts'
import { connectSettingsSchema } from '../../src-preload/contract/store-calls.ts'
import { updateSettingsSchema } from '../../src-preload/contract/updates.ts'
import { proxyRuleSchema } from '../ports/passage.ts'
import { storeRulesSchema } from '../ports/policy.ts'

/** Dialects of a policy. */
export const MOST_DIALECTS = 50

const way = v.omit(connectSettingsSchema, ['url']).entries
const loginValues = v.record(
  v.pipe(v.string(), v.maxLength(60)),
  v.pipe(v.string(), v.maxLength(limits.loginValue))
)

/** A server that everybody has and nobody can remove. */
export const policyServerSchema = v.strictObject({
  /** Your own name for it: by it Filo knows the server again when its address is another one. */
  id: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
  address: v.pipe(
    v.string(),
    v.maxLength(limits.address),
    v.url(),
    v.regex(/^(https?|wss?):\/\//i)
  ),
  /** As people see it; they may call it something else. */
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(limits.name)), ''),
  /** The id of a dialect; without it the dialect is found out. */
  dialect: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
  ...way,
  /** What the person is introduced by, beside their name. */
  login: v.optional(loginValues, {}),
  /** By which proxy it is reached; without it as everything is, or as the person wants. */
  proxy: v.optional(v.picklist(proxyChoices))
})
export type PolicyServer = v.InferOutput<typeof policyServerSchema>

/** A document as a dialect file holds it, or the absolute path of such a file. */
export const policyDialectSchema = v.union([
  v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  v.record(v.string(), v.unknown())
])

const proxyAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(limits.proxyAddress),
  v.check((text) => text === '' || isProxyAddress(text))
)
const FEED =
  /^(github:[\w.-]+\/[\w.-]+|https:\/\/\S+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]\S*)?)?$/i

/** Settings of the app by their own names, and those of the store beside them. */
const settable = {
  ...v.pick(settingsSchema, ['language', 'theme', 'density', 'personName']).entries,
  transfers: v.partial(v.strictObject(transferSettingsSchema.entries)),
  hosting: v.partial(v.strictObject(settingsSchema.entries.hosting.wrapped.entries)),
  notices: v.partial(v.strictObject(v.omit(noticeSettingsSchema, ['pausedUntil']).entries)),
  desktop: v.partial(v.strictObject(desktopSettingsSchema.entries)),
  proxy: v.partial(
    v.strictObject({
      ...proxyRuleSchema.entries,
      http: proxyAddress,
      https: proxyAddress,
      socks: proxyAddress
    })
  ),
  retentionDays: storeRulesSchema.entries.retentionDays.wrapped
}
const updates = {
  ...updateSettingsSchema.entries,
  feed: v.pipe(v.string(), v.trim(), v.maxLength(limits.address), v.regex(FEED))
}

export const policySchema = v.strictObject({
  $schema: v.optional(v.string()),
  /** Who made all this, as people are told. */
  organisation: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(80)), ''),
  servers: v.optional(v.pipe(v.array(policyServerSchema), v.maxLength(limits.servers)), []),
  dialects: v.optional(v.pipe(v.array(policyDialectSchema), v.maxLength(MOST_DIALECTS)), []),
  /** How it is until the person chooses otherwise. */
  defaults: v.optional(
    v.partial(v.strictObject({ ...settable, updates: v.partial(v.strictObject(updates)) })),
    {}
  ),
  /** How it is, whatever the person chooses. */
  locked: v.optional(
    v.partial(
      v.strictObject({
        ...settable,
        updates: v.partial(
          v.strictObject({
            ...updates,
            /** False: Filo looks for no new version, not even when asked. */
            allowed: v.boolean()
          })
        )
      })
    ),
    {}
  )
})
