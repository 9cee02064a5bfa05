// Stand-ins for what the vault stands on: a keyring that can vanish or be replaced, and a disk in memory.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Found } from '../../src-main/vault/decide.ts'
import { formatKeyFile, parseKeyFile, type KeyFile } from '../../src-main/vault/key-file.ts'
import type { Keyring } from '../../src-main/vault/slots.ts'
import { KeyVault, type VaultDisk } from '../../src-main/vault/vault.ts'

/** A keyring as strict as a real one: what another one wrapped it does not unwrap. */
export class FakeKeyring implements Keyring {
  name: string | null
  isRefusing = false
  #secret = randomBytes(32)

  constructor(name: string | null = 'gnome_libsecret') {
    this.name = name
  }

  backend(): Promise<string | null> {
    return Promise.resolve(this.name)
  }

  wrap(secret: string): Promise<Uint8Array | null> {
    if (this.isRefusing) return Promise.resolve(null)
    const cipher = createCipheriv('aes-256-gcm', this.#secret, Buffer.alloc(12))
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
    return Promise.resolve(Buffer.concat([cipher.getAuthTag(), sealed]))
  }

  unwrap(wrapped: Uint8Array): Promise<string | null> {
    if (this.name === null) return Promise.resolve(null)
    const decipher = createDecipheriv('aes-256-gcm', this.#secret, Buffer.alloc(12))
    decipher.setAuthTag(wrapped.subarray(0, 16))
    try {
      const secret = Buffer.concat([decipher.update(wrapped.subarray(16)), decipher.final()])
      return Promise.resolve(secret.toString())
    } catch {
      return Promise.resolve(null)
    }
  }

  /** From now on it is another keyring under the same name. */
  replace(): () => void {
    const before = this.#secret
    this.#secret = randomBytes(32)
    return () => (this.#secret = before)
  }
}

/** A disk that can be full; what is written goes through its text, as on a real one. */
export class MemoryDisk implements VaultDisk {
  database: Found['database'] = 'missing'
  text: string | null = null
  isFull = false
  damagedKept = 0

  read(): Found {
    const file = this.text === null ? 'missing' : (parseKeyFile(this.text) ?? 'damaged')
    return { keyFile: file, isWhole: true, database: this.database }
  }

  writeKeys(file: KeyFile): void {
    if (this.isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    this.text = formatKeyFile(file)
  }

  keepDamagedKeys(): void {
    this.damagedKept += 1
  }

  /** The file as it is now. */
  get file(): KeyFile {
    const file = this.text === null ? null : parseKeyFile(this.text)
    if (!file) throw new Error('no key file')
    return file
  }
}

/** A vault over these parts, as a fresh process would make it; scrypt made cheap. */
export function vaultOver(disk: VaultDisk, keyring: Keyring): KeyVault {
  const derivation = { cost: 2 ** 10, blockSize: 1, parallel: 1 }
  return new KeyVault({ disk, keyring, random: randomBytes, derivation, now: () => 0 })
}
