// The store's folder on a real disk: keys written whole, moved in, set aside and brought back.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyFile } from '../../../src-main/vault/key-file.ts'
import { StoreFolder } from '../../../src-main/vault/store-folder.ts'
import { FakeKeyring, vaultOver } from '../../support/vault-parts.ts'

let userData: string
let folder: StoreFolder
const NOW = Date.UTC(2026, 10, 22, 21, 30, 45)

beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'filo-folder-'))
  folder = new StoreFolder(userData)
  folder.prepare()
})
afterEach(() => rmSync(userData, { recursive: true }))

const inStore = (name: string): string => join(userData, 'store', name)

function keys(digit: string): KeyFile {
  const locked = {
    check: digit.repeat(64),
    slots: [{ kind: 'open' as const, key: digit.repeat(64) }]
  }
  return { version: 1, current: locked, next: null, warningSeen: false }
}

it('finds nothing in a fresh folder', () => {
  expect(folder.read()).toMatchObject({ keyFile: 'missing', database: 'missing' })
})

it('reads the keys that it wrote, which only the person may read', () => {
  folder.writeKeys(keys('a'))
  expect(folder.read()).toMatchObject({ keyFile: keys('a'), isWhole: true })
  expect(statSync(inStore('filo.key')).mode & 0o077).toBe(0)
  expect(readdirSync(join(userData, 'store'))).toEqual(['filo.key', 'filo.key.copy'])
})

it('reads the old keys when it is killed in the middle of writing new ones', () => {
  folder.writeKeys(keys('a'))
  writeFileSync(inStore('filo.key.tmp'), '{"version": 1, "curr')
  expect(folder.read().keyFile).toEqual(keys('a'))
  folder.writeKeys(keys('b'))
  expect(folder.read().keyFile).toEqual(keys('b'))
})

it.each(['', '{"version": 1, "current', '\0'.repeat(600)])(
  'reads the copy when the file itself is damaged (%j), and says that it is not whole',
  (damaged) => {
    folder.writeKeys(keys('a'))
    writeFileSync(inStore('filo.key'), damaged)
    expect(folder.read()).toMatchObject({ keyFile: keys('a'), isWhole: false })
  }
)

it('calls the keys damaged when file and copy are, and keeps both out of the way', () => {
  folder.writeKeys(keys('a'))
  writeFileSync(inStore('filo.key'), 'x')
  writeFileSync(inStore('filo.key.copy'), 'y')
  expect(folder.read().keyFile).toBe('damaged')
  folder.keepDamagedKeys(NOW)
  expect(folder.read().keyFile).toBe('missing')
  expect(readFileSync(inStore('filo.key.damaged-2026-11-22-213045'), 'utf8')).toBe('x')
})

it('tells plain, encrypted and missing databases apart', () => {
  const kind = (content: string): string => {
    writeFileSync(folder.databasePath, content)
    return folder.read().database
  }
  expect(kind('SQLite format 3\0 and pages')).toBe('plain')
  expect(kind('neither head nor tail')).toBe('encrypted')
  expect(kind('short')).toBe('encrypted')
  expect(kind('')).toBe('missing')
})

it('moves a database in that lies where it did before, its log with it', () => {
  rmSync(join(userData, 'store'), { recursive: true })
  writeFileSync(join(userData, 'filo.sqlite'), 'SQLite format 3\0')
  writeFileSync(join(userData, 'filo.sqlite-wal'), 'log')
  folder.prepare()
  expect(folder.read().database).toBe('plain')
  expect(readFileSync(inStore('filo.sqlite-wal'), 'utf8')).toBe('log')
  expect(existsSync(join(userData, 'filo.sqlite'))).toBe(false)
})

it('goes on with a move that was cut off between log and database', () => {
  rmSync(join(userData, 'store'), { recursive: true })
  mkdirSync(join(userData, 'store.moving'))
  writeFileSync(join(userData, 'store.moving', 'filo.sqlite-wal'), 'log')
  writeFileSync(join(userData, 'filo.sqlite'), 'SQLite format 3\0')
  folder.prepare()
  expect(readFileSync(inStore('filo.sqlite-wal'), 'utf8')).toBe('log')
  expect(folder.read().database).toBe('plain')
})

it('sets the whole store aside, lists it and brings it back for the one in use', () => {
  folder.writeKeys(keys('a'))
  writeFileSync(folder.databasePath, 'first')
  folder.setAside(NOW)
  folder.prepare()
  expect(folder.read()).toMatchObject({ keyFile: 'missing', database: 'missing' })
  const [first] = folder.listSetAside()
  expect(first).toMatchObject({ name: 'set-aside-2026-11-22-213045', at: NOW })

  folder.writeKeys(keys('b'))
  expect(folder.bringBack(first?.name ?? '', NOW)).toBe(true)
  expect(folder.read().keyFile).toEqual(keys('a'))
  expect(readFileSync(folder.databasePath, 'utf8')).toBe('first')
  expect(folder.listSetAside()).toMatchObject([{ name: 'set-aside-2026-11-22-213045-2', at: NOW }])
})

it('brings nothing back from a name that is not in its list', () => {
  mkdirSync(join(userData, 'elsewhere'))
  folder.writeKeys(keys('a'))
  for (const name of ['elsewhere', '../elsewhere', 'set-aside-2026', '.']) {
    expect(folder.bringBack(name, NOW)).toBe(false)
  }
  expect(folder.read().keyFile).toEqual(keys('a'))
})

it('keeps a repair report until it is forgotten, and does not trip over a broken one', () => {
  const report = {
    at: NOW,
    cause: 'damaged' as const,
    messagesSaved: 3,
    messagesLost: null,
    keptAt: '/somewhere'
  }
  expect(folder.readRepair()).toBeNull()
  folder.keepRepair(report)
  expect(new StoreFolder(userData).readRepair()).toEqual(report)
  folder.keepRepair(null)
  expect(folder.readRepair()).toBeNull()
  writeFileSync(join(userData, 'repair.json'), '{"at": "no')
  expect(folder.readRepair()).toBeNull()
})

it('a vault over it opens again after a start, and mends a damaged key file from its copy', async () => {
  const keyring = new FakeKeyring()
  const first = vaultOver(folder, keyring)
  await first.open()
  writeFileSync(folder.databasePath, 'encrypted by now')
  writeFileSync(inStore('filo.key'), 'damaged')
  const second = vaultOver(folder, keyring)
  await second.open()
  expect(second.keys).toEqual(first.keys)
  expect(folder.read().isWhole).toBe(true)
})

it('a vault over it stays locked when no copy is left, and leaves every file as it was', async () => {
  const keyring = new FakeKeyring()
  await vaultOver(folder, keyring).open()
  writeFileSync(folder.databasePath, 'encrypted by now')
  for (const name of ['filo.key', 'filo.key.copy']) writeFileSync(inStore(name), 'damaged')
  const vault = vaultOver(folder, keyring)
  expect(await vault.open()).toMatchObject({ state: 'locked', reason: 'key-damaged' })
  expect(readFileSync(folder.databasePath, 'utf8')).toBe('encrypted by now')
  expect(readFileSync(inStore('filo.key'), 'utf8')).toBe('damaged')
})

/** A whole store beside the one in use, as a restore lays it out. */
function layOut(words: string): string {
  const staged = new StoreFolder(join(userData, 'restoring'))
  mkdirSync(join(userData, 'restoring'))
  staged.prepare()
  writeFileSync(staged.databasePath, words)
  return staged.folder
}

it('takes in a store that was laid out elsewhere and keeps the old one aside', () => {
  writeFileSync(inStore('filo.sqlite'), 'old')
  folder.takeIn(layOut('new'), NOW)
  expect(readFileSync(inStore('filo.sqlite'), 'utf8')).toBe('new')
  const [aside] = folder.listSetAside()
  expect(readFileSync(join(userData, aside?.name ?? '', 'filo.sqlite'), 'utf8')).toBe('old')
})

it('goes on with the old store where taking one in was cut off early, with the new one where late', () => {
  writeFileSync(inStore('filo.sqlite'), 'old')
  // As a kill between the renames leaves it.
  renameSync(layOut('new'), join(userData, 'store.incoming'))
  folder.prepare()
  expect(readFileSync(inStore('filo.sqlite'), 'utf8')).toBe('old')
  expect(existsSync(join(userData, 'store.incoming'))).toBe(false)
  rmSync(join(userData, 'restoring'), { recursive: true })
  renameSync(layOut('new'), join(userData, 'store.incoming'))
  folder.setAside(NOW)
  folder.prepare()
  expect(readFileSync(inStore('filo.sqlite'), 'utf8')).toBe('new')
})
