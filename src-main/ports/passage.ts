// What protects and carries a server's connections, secrets included: for store and network process only.
import * as v from 'valibot'
import { limits } from '../../src-preload/contract/limits.ts'
import {
  certificateFaceSchema,
  proxyChoices,
  proxyWishSchema
} from '../../src-preload/contract/passage.ts'

const pem = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.certificateBytes))
const passphrase = v.pipe(v.string(), v.maxLength(limits.loginValue))

/** By what the person is shown to a server that asks for a client certificate. */
export const clientIdentitySchema = v.variant('form', [
  v.object({ form: v.literal('pem'), certificate: pem, key: pem, passphrase }),
  /** PKCS#12, in base64. */
  v.object({
    form: v.literal('pfx'),
    data: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.certificateBytes * 2)),
    passphrase
  })
])
export type ClientIdentity = v.InferOutput<typeof clientIdentitySchema>

export const authoritySchema = v.object({ face: certificateFaceSchema, pem })
export type Authority = v.InferOutput<typeof authoritySchema>

export const heldIdentitySchema = v.object({
  face: certificateFaceSchema,
  identity: clientIdentitySchema
})
export type HeldIdentity = v.InferOutput<typeof heldIdentitySchema>

/** As the store keeps it with a server. */
export const keptPassageSchema = v.object({
  pin: v.optional(v.nullable(certificateFaceSchema), null),
  authority: v.optional(v.nullable(authoritySchema), null),
  identity: v.optional(v.nullable(heldIdentitySchema), null),
  proxy: v.optional(v.picklist(proxyChoices), 'app')
})
export type KeptPassage = v.InferOutput<typeof keptPassageSchema>

/** As the store keeps it for all servers. */
export const proxyRuleSchema = v.object({
  ...v.omit(proxyWishSchema, ['password']).entries,
  password: passphrase
})
export type ProxyRule = v.InferOutput<typeof proxyRuleSchema>

/** What holds until the person sets something else. */
export const systemProxy: ProxyRule = {
  mode: 'system',
  http: '',
  https: '',
  socks: '',
  bypass: '',
  user: '',
  password: ''
}

/** All that a connection must know. */
export interface Passage {
  /** The fingerprint of the one certificate that is taken; null: what the roots vouch for. */
  pin: string | null
  /** PEM of an authority that is trusted beside the system's. */
  authority: string | null
  identity: ClientIdentity | null
  proxy: ProxyRule
}

/** Nothing special. */
export const plainPassage: Passage = {
  pin: null,
  authority: null,
  identity: null,
  proxy: { ...systemProxy, mode: 'none' }
}
