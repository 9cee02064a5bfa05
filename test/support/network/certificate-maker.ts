// Makes certificates for tests: authorities, servers and clients, signed on the spot with keys that protect nothing.
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** PEM texts, and what is needed to sign others. */
export interface MadeCertificate {
  certificate: string
  key: string
  issuer: Issuer
}

interface Issuer {
  name: Buffer
  key: KeyObject
}

export interface CertificateWish {
  name: string
  /** Who signs it; absent: itself. */
  by?: MadeCertificate
  isAuthority?: boolean
  /** Names and IPv4 addresses that it is made out to. */
  hosts?: readonly string[]
  /** ms since 1970. */
  until?: number
}

const DAY_MS = 86_400_000

/** Makes one, valid since yesterday. */
export function makeCertificate(wish: CertificateWish): MadeCertificate {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(wish.name)))))
  const own: Issuer = { name, key: pair.privateKey }
  const signer = wish.by?.issuer ?? own
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    signer.name,
    sequence(time(Date.now() - DAY_MS), time(wish.until ?? Date.now() + 30 * DAY_MS)),
    name,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(wish)))
  )
  const signature = sign('sha256', body, signer.key)
  const whole = sequence(body, ECDSA_SHA256, bits(signature))
  return {
    certificate: pem('CERTIFICATE', whole),
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issuer: own
  }
}

function extensions({ isAuthority = false, hosts = [] }: CertificateWish): Buffer[] {
  const constraints = isAuthority ? sequence(der(0x01, Buffer.from([0xff]))) : sequence()
  const basic = sequence(
    oid(0x55, 0x1d, 0x13),
    der(0x01, Buffer.from([0xff])),
    der(0x04, constraints)
  )
  if (hosts.length === 0) return [basic]
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? der(0x87, Buffer.from(host.split('.').map(Number)))
      : der(0x82, Buffer.from(host))
  )
  return [basic, sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...names)))]
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content])
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(part: Buffer): Buffer {
  return der(0x31, part)
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function bits(content: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), content]))
}

// GeneralizedTime, which knows all years.
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\.\d+|[-:T]/g, '')
  return der(0x18, Buffer.from(digits))
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
