// What a refused certificate is shown by: read out of a failure's detail, its reason named, its fingerprint in groups.
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { CertificateFace } from '../../src-preload/contract/passage.ts'

/** Why the system does not trust a certificate. */
export type Doubt = 'self' | 'unknown' | 'name' | 'expired' | 'early' | 'other'

export interface RefusedCertificate {
  host: string
  face: CertificateFace
  doubt: Doubt
  /** The fingerprint that was trusted until now; null where none was. */
  before: string | null
}

const doubts: Record<string, Doubt> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
  HOSTNAME_MISMATCH: 'name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'early'
}

/** The certificate that a failure is about; null where it is about something else. */
export function refusedCertificate(failure: Failure | null): RefusedCertificate | null {
  if (!failure?.detail) return null
  const isChanged = failure.code === 'server-certificate-changed'
  if (!isChanged && failure.code !== 'server-certificate-untrusted') return null
  const { host, name, issuer, until, fingerprint, cause, before } = failure.detail
  if (typeof fingerprint !== 'string') return null
  return {
    host: String(host),
    face: { fingerprint, name: String(name), issuer: String(issuer), until: Number(until) },
    doubt: doubts[String(cause)] ?? 'other',
    before: isChanged ? String(before) : null
  }
}

/** Cuts a fingerprint into lines of eight bytes, which an eye can compare. */
export function fingerprintLines(fingerprint: string): string[] {
  return fingerprint.match(/(?:[0-9A-F]{2}:?){1,8}/g)?.map((line) => line.replace(/:$/, '')) ?? []
}
