// Proves that a file on offer was made by those who made this one: Linux has no signatures of its own.
import { createPublicKey, verify } from 'node:crypto'

export interface Release {
  version: string
  /** The file's name, without folders. */
  name: string
  /** Base64. */
  sha512: string
}

/**
 * `publicKey` is the Ed25519 key this version was packaged with (DER, base64), `signature` what stands beside the
 * file on offer; scripts/sign-release.mjs writes it.
 */
export function isSignedBy(publicKey: string, release: Release, signature: string): boolean {
  const statement = `filo ${release.version} ${release.name} ${release.sha512}`
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki'
    })
    return verify(null, Buffer.from(statement), key, Buffer.from(signature.trim(), 'base64'))
  } catch {
    return false
  }
}
