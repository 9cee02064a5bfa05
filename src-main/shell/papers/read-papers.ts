// Reads certificates and keys out of files of the person's choice: PEM, DER, PKCS#12; bounded before they come here.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { CertificateFace } from '../../../src-preload/contract/passage.ts'
import type { Authority, HeldIdentity } from '../../ports/passage.ts'

const MAX_CERTIFICATES = 50
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
const KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )?PRIVATE KEY-----/
const isLockedKey = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/

/** The authorities in the files; the first one names them. Refuses with `authority-invalid`. */
export function readAuthority(files: readonly Buffer[]): Result<Authority> {
  const certificates = certificatesIn(files)
  const [first] = certificates
  if (!first) return refuse('authority-invalid')
  return done({ face: faceOf(first), pem: pemOf(certificates) })
}

/**
 * A certificate with its key. Refuses with `certificate-passphrase-wrong` where they are locked under another
 * passphrase than this, none included; and with `client-certificate-invalid`.
 */
export function readIdentity(files: readonly Buffer[], passphrase: string): Result<HeldIdentity> {
  const key = files.map((file) => KEY.exec(file.toString('latin1'))?.[0]).find(Boolean)
  const [first] = files
  if (key !== undefined) return readPem(certificatesIn(files), key, passphrase)
  // PKCS#12 is DER, as a lone certificate may be.
  const isBundle = first?.[0] === 0x30 && certificatesIn([first]).length === 0
  return isBundle ? readBundle(first, passphrase) : refuse('client-certificate-invalid')
}

function readPem(
  certificates: readonly X509Certificate[],
  pem: string,
  passphrase: string
): Result<HeldIdentity> {
  const key = openKey(pem, passphrase)
  if (!key)
    return refuse(
      isLockedKey.test(pem) ? 'certificate-passphrase-wrong' : 'client-certificate-invalid'
    )
  const own = certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (!own) return refuse('client-certificate-invalid')
  const chain = [own, ...certificates.filter((certificate) => certificate !== own)]
  return done({
    face: faceOf(own),
    identity: {
      form: 'pem',
      certificate: pemOf(chain),
      // The store's own encryption protects it from here on.
      key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      passphrase: ''
    }
  })
}

function openKey(pem: string, passphrase: string): KeyObject | null {
  try {
    // With no passphrase at all, a locked key is refused instead of asked for on a terminal.
    return createPrivateKey({ key: pem, passphrase })
  } catch {
    return null
  }
}

function readBundle(data: Buffer, passphrase: string): Result<HeldIdentity> {
  try {
    const secureContext = createSecureContext({ pfx: data, passphrase })
    const socket = new TLSSocket(new Socket(), { secureContext })
    const certificate = socket.getCertificate()
    socket.destroy()
    if (!certificate || !('raw' in certificate)) return refuse('client-certificate-invalid')
    return done({
      face: faceOf(new X509Certificate(certificate.raw as Buffer)),
      identity: { form: 'pfx', data: data.toString('base64'), passphrase }
    })
  } catch (error) {
    // Said in one way by OpenSSL, in another by BoringSSL.
    const isLocked = /mac verify|incorrect_password/i.test(String(error))
    return refuse(isLocked ? 'certificate-passphrase-wrong' : 'client-certificate-invalid')
  }
}

function certificatesIn(files: readonly Buffer[]): X509Certificate[] {
  return files
    .flatMap((file) => {
      const blocks: (string | Buffer)[] = file.toString('latin1').match(CERTIFICATE) ?? []
      return blocks.length === 0 && file[0] === 0x30 ? [file] : blocks
    })
    .slice(0, MAX_CERTIFICATES)
    .flatMap((block) => {
      try {
        return [new X509Certificate(block)]
      } catch {
        return []
      }
    })
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join('')
}

function faceOf(certificate: X509Certificate): CertificateFace {
  return {
    fingerprint: certificate.fingerprint256,
    name: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    until: Date.parse(certificate.validTo) || 0
  }
}

// One `KEY=value` a line, the general before the particular.
function nameIn(who: string | undefined): string {
  const lines = (who ?? '').split('\n')
  const found = ['CN=', 'O=', 'OU='].flatMap((key) => lines.filter((line) => line.startsWith(key)))
  return (found[0] ?? '').replace(/^\w+=/, '').slice(0, limits.certificateName)
}
