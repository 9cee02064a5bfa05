// Codes by which the system, TLS and SQLite name what went wrong: they say what happened, and nothing about whom.
import { constants } from 'node:os'

const OTHERS = [
  // Names of the network that Node adds
  ...[
    'ENOTFOUND',
    'ENODATA',
    'ESERVFAIL',
    'EREFUSED',
    'ETIMEOUT',
    'EAI_AGAIN',
    'EAI_FAIL',
    'ECANCELLED'
  ],
  // What TLS says of certificates
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_UNTRUSTED', 'CERT_REVOKED', 'CERT_REJECTED'],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'HOSTNAME_MISMATCH',
    'INVALID_CA'
  ],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_CHAIN_TOO_LONG'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ABORT_ERR']
]
const CODES: ReadonlySet<string> = new Set([...Object.keys(constants.errno), ...OTHERS])
const FAMILIES = /^(?:ERR|SQLITE)_[A-Z0-9_]{2,60}$/

/** The text, if it is one of these codes and nothing else. */
export function systemCode(text: string): string | null {
  return CODES.has(text) || FAMILIES.test(text) ? text : null
}

/** The codes that stand among the words of a message, each once. */
export function systemCodesIn(text: string): string[] {
  const words = text.slice(0, 4_000).match(/\b[A-Z][A-Z0-9_]{2,40}\b/g) ?? []
  return [...new Set(words.filter((word) => CODES.has(word)))]
}
