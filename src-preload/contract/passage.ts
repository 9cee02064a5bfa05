// How a server is trusted and by which way it is reached, as far as the window may know: no keys, no passwords.
import * as v from 'valibot'
import { limits } from './limits.ts'

/** SHA-256 of a certificate: 32 bytes in hex, joined by colons. */
export const fingerprintSchema = v.pipe(v.string(), v.regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/))

/** A certificate by what a person can compare. */
export const certificateFaceSchema = v.strictObject({
  fingerprint: fingerprintSchema,
  /** Whom or what it is made out to. */
  name: v.pipe(v.string(), v.maxLength(limits.certificateName)),
  issuer: v.pipe(v.string(), v.maxLength(limits.certificateName)),
  /** Until when it is valid, ms since 1970. */
  until: v.pipe(v.number(), v.safeInteger())
})
export type CertificateFace = v.InferOutput<typeof certificateFaceSchema>

/** What one server goes by: what is set for all, or a way of its own. */
export const proxyChoices = ['app', 'system', 'none', 'manual'] as const
export type ProxyChoice = (typeof proxyChoices)[number]

/** A server's certificates and way, as the window shows them. */
export interface ServerPassage {
  /** The one certificate that is taken, whatever the system thinks of it. */
  pin: CertificateFace | null
  /** An authority that is trusted beside the system's. */
  authority: CertificateFace | null
  /** What the person is shown to the server by. */
  identity: CertificateFace | null
  proxy: ProxyChoice
}

const proxyAddress = v.pipe(v.string(), v.trim(), v.maxLength(limits.proxyAddress))
const credential = v.pipe(v.string(), v.maxLength(limits.loginValue))

/** Whether a text names a proxy: `host:port`, with `http://`, `https://`, `socks4://` or `socks5://` before it. */
export function isProxyAddress(text: string): boolean {
  const found =
    /^(?:(?:https?|socks[45]?):\/\/)?(\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(\d{1,5}))?\/?$/i.exec(
      text
    )
  return found !== null && Number(found[2] ?? 1) >= 1 && Number(found[2] ?? 1) <= 65_535
}

/** By which proxies servers are reached. Addresses are `host:port`, with a scheme where it is another one. */
export const proxyWishSchema = v.strictObject({
  mode: v.picklist(['system', 'none', 'manual']),
  /** For servers at http and https. */
  http: proxyAddress,
  https: proxyAddress,
  /** For both, where the entry above is empty. */
  socks: proxyAddress,
  /** Hosts that are reached without one: names, `*.example.org`, `10.0.0.0/8`, `<local>`. */
  bypass: v.pipe(v.string(), v.maxLength(limits.proxyBypass)),
  user: credential,
  /** Null: the one that is kept stays. */
  password: v.nullable(credential)
})
export type ProxyWish = v.InferOutput<typeof proxyWishSchema>

export type ProxySettings = Omit<ProxyWish, 'password'> & { hasPassword: boolean }
