// The system's keyring, by Electron's safeStorage: the one file of the vault that knows Electron.
import { safeStorage } from 'electron'
import { describeError, openLog } from '../base/log.ts'
import type { Keyring } from './slots.ts'

const log = openLog('vault')

/**
 * Windows and macOS always have one. On Linux Chromium looks for one when it is first asked, and keeps to
 * what it then found until the process ends.
 */
export const systemKeyring: Keyring = {
  backend: async () => (safeStorage.isEncryptionAvailable() ? backendName() : null),
  wrap: async (secret) => attempt(() => safeStorage.encryptString(secret)),
  unwrap: async (wrapped) => attempt(() => safeStorage.decryptString(Buffer.from(wrapped)))
}

// With `basic_text` Chromium would "encrypt" by a password that is the same everywhere: that is none.
function backendName(): string | null {
  if (process.platform !== 'linux') return process.platform === 'darwin' ? 'keychain' : 'dpapi'
  const name = safeStorage.getSelectedStorageBackend()
  return name === 'basic_text' || name === 'unknown' ? null : name
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    log.warn('the keyring refused', { error: describeError(error) })
    return null
  }
}
