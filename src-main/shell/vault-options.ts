// What every vault of this app is made with.
import { randomBytes } from 'node:crypto'
import { DEFAULT_DERIVATION } from '../vault/slots.ts'
import { systemKeyring } from '../vault/system-keyring.ts'

export const vaultOptions = {
  keyring: systemKeyring,
  random: randomBytes,
  derivation: DEFAULT_DERIVATION,
  now: Date.now
}
