// Whom we trust and as whom we are known: the roots of this computer, a server's own authority, a client certificate.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import { openLog } from '../../../base/log.ts'
import type { Passage } from '../../../ports/passage.ts'
import { failure } from '../connect-failure.ts'
import { RouteError } from './route-error.ts'

const log = openLog('network')
/** Reading hundreds of roots takes long: a context is made once for each set of papers. */
const contexts = new Map<string, tls.SecureContext>()
const MAX_CONTEXTS = 100
let roots: readonly string[] | null | undefined

export type Papers = Pick<Passage, 'authority' | 'identity'>

/** Throws `RouteError` where a client certificate can't be used. */
export function secureContextFor(papers: Papers): tls.SecureContext {
  const key = createHash('sha256')
    .update(JSON.stringify([papers.authority, papers.identity]))
    .digest('hex')
  const known = contexts.get(key)
  if (known) return known
  const made = makeContext(papers)
  if (contexts.size >= MAX_CONTEXTS) contexts.clear()
  contexts.set(key, made)
  return made
}

function makeContext({ authority, identity }: Papers): tls.SecureContext {
  const system = systemRoots()
  const own = authority === null ? [] : [authority]
  const base = system ?? (own.length === 0 ? null : tls.rootCertificates)
  try {
    return tls.createSecureContext({
      ...(base ? { ca: [...base, ...own] } : {}),
      ...shownAs(identity)
    })
  } catch (error) {
    log.warn('a client certificate is of no use', { code: (error as NodeJS.ErrnoException).code })
    throw new RouteError(failure('client-certificate-invalid', false))
  }
}

function shownAs(identity: Passage['identity']): tls.SecureContextOptions {
  if (!identity) return {}
  const { passphrase } = identity
  const opened = passphrase === '' ? {} : { passphrase }
  if (identity.form === 'pfx') return { pfx: Buffer.from(identity.data, 'base64'), ...opened }
  return { cert: identity.certificate, key: identity.key, ...opened }
}

// Newer Nodes know the system's own roots; older ones those that they bring along, and a file that is named to them.
function systemRoots(): readonly string[] | null {
  if (roots !== undefined) return roots
  const { getCACertificates } = tls as unknown as {
    getCACertificates?: (type: 'default' | 'system') => string[]
  }
  try {
    roots = getCACertificates
      ? [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
      : namedRoots()
  } catch {
    roots = null
    log.warn('the roots of this system could not be read', {})
  }
  return roots
}

// What OpenSSL's variable names, as other programs take it.
function namedRoots(): readonly string[] | null {
  const path = process.env['SSL_CERT_FILE']
  return path ? [...tls.rootCertificates, readFileSync(path, 'utf8')] : null
}
