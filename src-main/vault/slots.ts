// Locks the data key into slots and gets it out again; what comes out is proven to be the key.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  scrypt,
  timingSafeEqual,
  type ScryptOptions
} from 'node:crypto'
import type { Derivation, LockedKey, PassphraseSlot, Slot } from './key-file.ts'

const KEY_BYTES = 32
/** 128 MiB and about half a second: what each guess costs whoever tries to guess. */
export const DEFAULT_DERIVATION: Derivation = { cost: 2 ** 17, blockSize: 8, parallel: 1 }

/** What the system offers to keep secrets. Promises, since a keyring may ask the person first. */
export interface Keyring {
  /** Its name; null where there is none that protects anything. */
  backend(): Promise<string | null>
  /** Null where it refuses. */
  wrap(secret: string): Promise<Uint8Array | null>
  /** Null where this is not its own work. */
  unwrap(wrapped: Uint8Array): Promise<string | null>
}

export interface Locksmith {
  keyring: Keyring
  /** Bytes that nobody can foretell. */
  random: (bytes: number) => Buffer
  derivation: Derivation
}

/** What is to protect a key. Neither: it lies open. */
export interface Wanted {
  keyring: boolean
  passphrase: string | null
}

/** A fresh data key, 64 hex digits. */
export function makeKey({ random }: Locksmith): string {
  return random(KEY_BYTES).toString('hex')
}

/** Locks `key` as wanted; null where the keyring refuses. */
export async function lockKey(
  smith: Locksmith,
  key: string,
  wanted: Wanted
): Promise<LockedKey | null> {
  const check = checkOf(key)
  const slots: Slot[] = []
  if (wanted.keyring) {
    const slot = await keyringSlot(smith.keyring, key)
    if (!slot) return null
    slots.push(slot)
  }
  if (wanted.passphrase !== null) {
    slots.push(await passphraseSlot(smith, { key, check, passphrase: wanted.passphrase }))
  }
  if (slots.length === 0) slots.push({ kind: 'open', key })
  return { check, slots }
}

/** Wraps `key` by the keyring as it is now; null where it refuses. */
export async function keyringSlot(keyring: Keyring, key: string): Promise<Slot | null> {
  const backend = await keyring.backend()
  const wrapped = backend === null ? null : await keyring.wrap(key)
  if (backend === null || wrapped === null) return null
  return { kind: 'keyring', backend, wrapped: Buffer.from(wrapped).toString('base64') }
}

/** Seals `key` by a passphrase, with a salt of its own. */
export async function passphraseSlot(
  { random, derivation }: Locksmith,
  given: { key: string; check: string; passphrase: string }
): Promise<PassphraseSlot> {
  const salt = random(16).toString('hex')
  const kdf = { name: 'scrypt' as const, ...derivation, salt }
  const nonce = random(12)
  const cipher = createCipheriv('aes-256-gcm', await derive(given.passphrase, kdf), nonce)
  cipher.setAAD(Buffer.from(given.check, 'hex'))
  const sealed = Buffer.concat([cipher.update(Buffer.from(given.key, 'hex')), cipher.final()])
  return {
    kind: 'passphrase',
    derivation: kdf,
    nonce: nonce.toString('hex'),
    sealed: sealed.toString('hex'),
    tag: cipher.getAuthTag().toString('hex')
  }
}

/** The key by its passphrase slot; null where there is none or the passphrase is not the one. */
export async function openByPassphrase(
  locked: LockedKey,
  passphrase: string
): Promise<string | null> {
  const slot = slotOf(locked, 'passphrase')
  if (!slot) return null
  const decipher = createDecipheriv(
    'aes-256-gcm',
    await derive(passphrase, slot.derivation),
    Buffer.from(slot.nonce, 'hex')
  )
  decipher.setAAD(Buffer.from(locked.check, 'hex'))
  decipher.setAuthTag(Buffer.from(slot.tag, 'hex'))
  try {
    const sealed = Buffer.from(slot.sealed, 'hex')
    const key = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('hex')
    return isKeyOf(locked, key) ? key : null
  } catch {
    // The tag does not fit: another passphrase, or a slot that was tampered with.
    return null
  }
}

/** The key by its keyring slot; null where there is none or this keyring did not wrap it. */
export async function openByKeyring(locked: LockedKey, keyring: Keyring): Promise<string | null> {
  const slot = slotOf(locked, 'keyring')
  if (!slot) return null
  const key = await keyring.unwrap(Buffer.from(slot.wrapped, 'base64'))
  return key !== null && isKeyOf(locked, key) ? key : null
}

/** The key where it lies open; null where it does not, or is not the key. */
export function openUnprotected(locked: LockedKey): string | null {
  const slot = slotOf(locked, 'open')
  return slot && isKeyOf(locked, slot.key) ? slot.key : null
}

/** The slot of a kind, where there is one. */
export function slotOf<Kind extends Slot['kind']>(
  locked: LockedKey,
  kind: Kind
): Extract<Slot, { kind: Kind }> | undefined {
  return locked.slots.find((slot): slot is Extract<Slot, { kind: Kind }> => slot.kind === kind)
}

function checkOf(key: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update('filo data key 1').digest('hex')
}

function isKeyOf(locked: LockedKey, key: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(key)) return false
  return timingSafeEqual(Buffer.from(checkOf(key), 'hex'), Buffer.from(locked.check, 'hex'))
}

// Accents can be typed in two ways that look the same: both must open.
function derive(passphrase: string, kdf: PassphraseSlot['derivation']): Promise<Buffer> {
  const { cost, blockSize, parallel, salt } = kdf
  const options: ScryptOptions = {
    cost,
    blockSize,
    parallelization: parallel,
    maxmem: 256 * cost * blockSize * parallel
  }
  return new Promise((resolve, reject) => {
    const text = passphrase.normalize('NFKC')
    scrypt(text, Buffer.from(salt, 'hex'), KEY_BYTES, options, (error, derived) =>
      error ? reject(error) : resolve(derived)
    )
  })
}
