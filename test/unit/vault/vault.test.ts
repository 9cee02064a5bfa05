import { beforeEach, describe, expect, it } from 'vitest'
import type { KeyVault } from '../../../src-main/vault/vault.ts'
import { FakeKeyring, MemoryDisk, vaultOver } from '../../support/vault-parts.ts'

const PASSPHRASE = 'four words are better'

let disk: MemoryDisk
let keyring: FakeKeyring

beforeEach(() => {
  disk = new MemoryDisk()
  keyring = new FakeKeyring()
})

/** Starts as a fresh process does. */
async function start(): Promise<KeyVault> {
  const vault = vaultOver(disk, keyring)
  await vault.open()
  return vault
}

/** A first start whose database was then written, encrypted; answers the key. */
async function begun(): Promise<string | null> {
  const { keys } = await start()
  disk.database = 'encrypted'
  return keys.key
}

describe('a first start', () => {
  it('wraps a fresh key by the keyring and leaves it nowhere in the file', async () => {
    const vault = await start()
    expect(vault.state).toMatchObject({ state: 'open', protection: 'keyring' })
    expect(vault.keys.key).toMatch(/^[0-9a-f]{64}$/)
    expect(vault.keys.nextKey).toBeNull()
    expect(disk.text).not.toContain(vault.keys.key)
  })

  it('without a keyring begins all the same, and says that nothing protects the key', async () => {
    keyring.name = null
    const vault = await start()
    const open = { state: 'open', protection: 'none', keyringAvailable: false, warningSeen: false }
    expect(vault.state).toMatchObject(open)
    expect(vault.keys.key).toMatch(/^[0-9a-f]{64}$/)
  })

  it('with a keyring that refuses leaves the key open rather than nowhere', async () => {
    keyring.isRefusing = true
    expect((await start()).state).toMatchObject({ state: 'open', protection: 'none' })
  })

  it('makes another key each time', async () => {
    const { keys } = await start()
    disk.text = null
    expect((await start()).keys.key).not.toBe(keys.key)
  })

  it('over a plain database goes from no key to one', async () => {
    disk.database = 'plain'
    const vault = await start()
    const { key, nextKey } = vault.keys
    expect(key).toBeNull()
    expect(nextKey).toMatch(/^[0-9a-f]{64}$/)
    await vault.storeOpened('next')
    expect(vault.keys).toEqual({ key: nextKey, nextKey: null })
    disk.database = 'encrypted'
    expect((await start()).keys.key).toBe(nextKey)
  })

  it('over a plain database keeps the key that was made when it is cut off', async () => {
    disk.database = 'plain'
    const { keys } = await start()
    expect((await start()).keys).toEqual(keys)
    disk.database = 'encrypted'
    const after = await start()
    expect([after.keys.key, after.keys.nextKey]).toContain(keys.nextKey)
  })
})

describe('a later start', () => {
  it('opens by the keyring, with the same key', async () => {
    const key = await begun()
    expect((await start()).keys.key).toBe(key)
  })

  it('without the keyring stays locked, and opens when it is back', async () => {
    const key = await begun()
    keyring.name = null
    const vault = await start()
    const state = { state: 'locked', reason: 'keyring-unavailable', backend: 'gnome_libsecret' }
    expect(vault.state).toMatchObject(state)
    expect(() => vault.keys).toThrow('locked')
    keyring.name = 'gnome_libsecret'
    await vault.open()
    expect(vault.keys.key).toBe(key)
  })

  it('with another keyring stays locked and touches nothing, and opens when the old one is back', async () => {
    const key = await begun()
    const before = disk.text
    const undo = keyring.replace()
    expect((await start()).state).toMatchObject({ state: 'locked', reason: 'keyring-changed' })
    expect(disk.text).toBe(before)
    undo()
    expect((await start()).keys.key).toBe(key)
  })

  it('moves a key that lay open into a keyring that has come', async () => {
    keyring.name = null
    const key = await begun()
    keyring.name = 'kwallet6'
    const vault = await start()
    expect(vault.state).toMatchObject({ protection: 'keyring', backend: 'kwallet6' })
    expect(vault.keys.key).toBe(key)
    expect(disk.text).not.toContain(key)
  })

  it.each(['missing', 'damaged'] as const)(
    'with a %s key file never makes a new key over an encrypted database',
    async (kind) => {
      await begun()
      const text = kind === 'missing' ? null : (disk.text?.slice(0, -20) ?? '')
      disk.text = text
      expect((await start()).state).toMatchObject({ state: 'locked', reason: 'key-damaged' })
      expect(disk.text).toBe(text)
    }
  )

  it('with a damaged key file and no database begins, and keeps the damaged file', async () => {
    disk.text = '{"version": 1,'
    expect((await start()).state).toMatchObject({ state: 'open' })
    expect(disk.damagedKept).toBe(1)
  })

  it('does not take a key that fails its proof, whoever unwraps it', async () => {
    keyring.name = null
    await begun()
    disk.text = disk.text?.replace(/"key": "../, '"key": "ee') ?? null
    const text = disk.text
    expect((await start()).state).toMatchObject({ state: 'locked', reason: 'key-damaged' })
    expect(disk.text).toBe(text)
  })
})

describe('a passphrase', () => {
  it('opens when the keyring is gone; a wrong one does not', async () => {
    const key = await begun()
    await (await start()).setPassphrase(PASSPHRASE)
    keyring.name = null
    const vault = await start()
    expect(vault.state).toMatchObject({ state: 'locked', hasPassphrase: true })
    expect(await vault.unlock('something else')).toMatchObject({
      failure: { code: 'passphrase-wrong' }
    })
    expect(vault.state.state).toBe('locked')
    expect(await vault.unlock(PASSPHRASE)).toMatchObject({ ok: true })
    expect(vault.keys.key).toBe(key)
  })

  it('opens whichever way its accents were typed', async () => {
    keyring.name = null
    await begun()
    await (await start()).setPassphrase('perch\u00e9 no? andiamo')
    expect(await (await start()).unlock('perche\u0301 no? andiamo')).toMatchObject({ ok: true })
  })

  it('gives the key to a keyring that replaced the old one', async () => {
    const key = await begun()
    await (await start()).setPassphrase(PASSPHRASE)
    keyring.replace()
    const vault = await start()
    expect(vault.state).toMatchObject({ reason: 'keyring-changed', hasPassphrase: true })
    await vault.unlock(PASSPHRASE)
    expect((await start()).keys.key).toBe(key)
  })

  it('leaves the old keyring its slot when that was only away', async () => {
    const key = await begun()
    await (await start()).setPassphrase(PASSPHRASE)
    keyring.name = null
    await (await start()).unlock(PASSPHRASE)
    keyring.name = 'gnome_libsecret'
    expect((await start()).keys.key).toBe(key)
  })

  it('without a keyring is asked for at each start, and the key lies open no more', async () => {
    keyring.name = null
    const key = await begun()
    const vault = await start()
    await vault.setPassphrase(PASSPHRASE)
    expect(vault.state).toMatchObject({ protection: 'passphrase', hasPassphrase: true })
    expect(disk.text).not.toContain(key)
    expect((await start()).state).toMatchObject({ state: 'locked', reason: 'passphrase-needed' })
  })

  it('can be changed: the old one opens no more', async () => {
    keyring.name = null
    await begun()
    const vault = await start()
    await vault.setPassphrase(PASSPHRASE)
    await vault.setPassphrase('quite another one')
    const later = await start()
    expect(await later.unlock(PASSPHRASE)).toMatchObject({ ok: false })
    expect(await later.unlock('quite another one')).toMatchObject({ ok: true })
  })

  it('removed leaves the keyring, or else an open key', async () => {
    const key = await begun()
    const vault = await start()
    await vault.setPassphrase(PASSPHRASE)
    await vault.removePassphrase()
    expect(vault.state).toMatchObject({ protection: 'keyring', hasPassphrase: false })
    keyring.name = null
    disk.text = null
    disk.database = 'missing'
    const other = await start()
    await other.setPassphrase(PASSPHRASE)
    await other.removePassphrase()
    expect(other.state).toMatchObject({ protection: 'none' })
    expect(other.keys.key).not.toBe(key)
  })

  it('alone protects where the person wants no keyring', async () => {
    await begun()
    const vault = await start()
    expect(await vault.useKeyring(false)).toMatchObject({ ok: false })
    await vault.setPassphrase(PASSPHRASE)
    expect(await vault.useKeyring(false)).toMatchObject({ ok: true })
    expect((await start()).state).toMatchObject({ reason: 'passphrase-needed' })
  })
})

describe('a change of the key', () => {
  it('hands out both keys until the store says that the file is under the new one', async () => {
    const key = await begun()
    const vault = await start()
    await vault.beginChange(null)
    const { nextKey } = vault.keys
    expect(vault.keys.key).toBe(key)
    expect(nextKey).not.toBe(key)
    await vault.storeOpened('next')
    expect(vault.keys).toEqual({ key: nextKey, nextKey: null })
    expect(disk.file.next).toBeNull()
  })

  it('survives a kill: the next start has both keys', async () => {
    await begun()
    const vault = await start()
    await vault.beginChange(null)
    expect((await start()).keys).toEqual(vault.keys)
  })

  it('that the store could not do leaves the old key, and nothing of the new one', async () => {
    const key = await begun()
    const vault = await start()
    await vault.beginChange(null)
    await vault.storeOpened('current')
    expect(vault.keys).toEqual({ key, nextKey: null })
    expect((await start()).keys).toEqual({ key, nextKey: null })
  })

  it('wants the passphrase, which then opens the new key too', async () => {
    await begun()
    const vault = await start()
    await vault.setPassphrase(PASSPHRASE)
    expect(await vault.beginChange(null)).toMatchObject({ ok: false })
    expect(await vault.beginChange('not this one')).toMatchObject({ ok: false })
    expect(await vault.beginChange(PASSPHRASE)).toMatchObject({ ok: true })
    keyring.name = null
    const later = await start()
    await later.unlock(PASSPHRASE)
    expect(later.keys).toEqual(vault.keys)
  })

  it('is not begun twice, nor crossed by a change of protection', async () => {
    await begun()
    const vault = await start()
    await vault.beginChange(null)
    expect(await vault.beginChange(null)).toMatchObject({ failure: { code: 'not-allowed' } })
    expect(await vault.setPassphrase(PASSPHRASE)).toMatchObject({
      failure: { code: 'not-allowed' }
    })
  })

  it('that can not be written down does not begin', async () => {
    const key = await begun()
    const vault = await start()
    disk.isFull = true
    expect(await vault.beginChange(null)).toMatchObject({ failure: { code: 'disk-full' } })
    expect(vault.keys).toEqual({ key, nextKey: null })
  })

  it('stays locked while only one of the two keys can be had', async () => {
    keyring.name = null
    await begun()
    const vault = await start()
    await vault.beginChange(null)
    disk.text = disk.text?.replace(/("next": [^]*?"key": ")../, '$1ee') ?? null
    expect((await start()).state.state).toBe('locked')
  })
})

describe('the warning', () => {
  it('stays seen', async () => {
    keyring.name = null
    await begun()
    await (await start()).dismissWarning()
    expect((await start()).state).toMatchObject({ warningSeen: true })
  })
})

describe('calls that come together', () => {
  it('follow each other, so that none undoes another', async () => {
    await begun()
    const vault = await start()
    const answers = await Promise.all([
      vault.setPassphrase(PASSPHRASE),
      vault.dismissWarning(),
      vault.useKeyring(false)
    ])
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(disk.file.warningSeen).toBe(true)
    expect((await start()).state).toMatchObject({ reason: 'passphrase-needed' })
  })
})
