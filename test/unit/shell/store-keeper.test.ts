import { beforeEach, describe, expect, it } from 'vitest'
import { StoreKeeper, type KeptFiles } from '../../../src-main/shell/store-keeper.ts'
import type { Keeping, RepairReport, SetAside } from '../../../src-preload/contract/vault.ts'
import { FakeKeyring, MemoryDisk, vaultOver } from '../../support/vault-parts.ts'

const report: RepairReport = {
  at: 5,
  cause: 'damaged',
  messagesSaved: 3,
  messagesLost: 1,
  keptAt: '/kept/here'
}

/** Files that note what was done with them. */
class NotedFiles implements KeptFiles {
  readonly done: string[] = []
  repair: RepairReport | null = null
  aside: SetAside[] = []
  isStuck = false

  prepare(): void {}
  setAside(now: number): void {
    if (this.isStuck) throw Object.assign(new Error('in use'), { code: 'EBUSY' })
    this.done.push(`aside ${now}`)
  }
  bringBack(name: string): boolean {
    this.done.push(`back ${name}`)
    return true
  }
  takeIn(folder: string): boolean {
    this.done.push(`in ${folder}`)
    return true
  }
  listSetAside(): SetAside[] {
    return this.aside
  }
  pathOf(name: string): string | null {
    return this.aside.some((one) => one.name === name) ? `/data/${name}` : null
  }
  keepRepair(kept: RepairReport | null): void {
    this.repair = kept
  }
  readRepair(): RepairReport | null {
    return this.repair
  }
}

let disk: MemoryDisk
let keyring: FakeKeyring
let files: NotedFiles

beforeEach(() => {
  disk = new MemoryDisk()
  keyring = new FakeKeyring()
  files = new NotedFiles()
})

function made(canRelaunch = true) {
  const done: string[] = []
  const told: Keeping[] = []
  const keeper = new StoreKeeper({
    vault: vaultOver(disk, keyring),
    files,
    processes: {
      open: () => void done.push('open'),
      reopen: () => Promise.resolve(void done.push('reopen')),
      stop: () => Promise.resolve(void done.push('stop')),
      resume: () => void done.push('resume')
    },
    onChange: (keeping) => told.push(keeping),
    onReplaced: () => void done.push('replaced'),
    relaunch: canRelaunch ? () => void done.push('relaunch') : null,
    showInFolder: (path) => void done.push(`show ${path}`),
    now: () => 7
  })
  return { keeper, done, told }
}

const opened = (key: 'current' | 'next', repair: RepairReport | null = null) => ({
  schemaVersion: 1,
  openedInMs: 1,
  key,
  repair
})

/** Opened once, and closed again with the keyring gone. */
async function lockedAway(): Promise<void> {
  await made().keeper.start()
  disk.database = 'encrypted'
  keyring.name = null
}

async function settled(keeper: StoreKeeper): Promise<void> {
  // Whatever was put in line before is done when this is.
  await keeper.protect((vault) => vault.dismissWarning())
}

describe('opening', () => {
  it('calls nothing locked before the vault was looked at', () => {
    expect(made().keeper.state.store.state).toBe('opening')
  })

  it('asks for the store once the vault is open, and follows it', async () => {
    const { keeper, done, told } = made()
    await keeper.start()
    expect(done).toEqual(['open'])
    keeper.storeProgressed({ step: 'migrating', done: 1, total: 4 })
    keeper.storeOpened(opened('current'))
    const states = told.map(({ store }) => store.state)
    expect(states).toEqual(['opening', 'opening', 'open'])
  })

  it('does not touch the store while the vault is locked, until it is unlocked', async () => {
    const first = made().keeper
    await first.start()
    await first.protect((vault) => vault.setPassphrase('four words are better'))
    disk.database = 'encrypted'
    keyring.name = null
    const { keeper, done } = made()
    await keeper.start()
    expect(keeper.state).toMatchObject({ vault: { state: 'locked' }, store: { state: 'waiting' } })
    await keeper.unlock('not these')
    keeper.openAgain()
    expect(done).toEqual([])
    await keeper.unlock('four words are better')
    expect(done).toEqual(['open'])
  })

  it('says so when not even the key can be written, and begins again when asked', async () => {
    disk.isFull = true
    const { keeper, done } = made()
    await keeper.start()
    expect(keeper.state.store).toMatchObject({ state: 'refused', failure: { code: 'disk-full' } })
    disk.isFull = false
    keeper.openAgain()
    await settled(keeper)
    expect(done).toEqual(['open'])
  })

  it('tries a refused store again when asked', async () => {
    const { keeper, done } = made()
    await keeper.start()
    keeper.storeRefused({ code: 'store-locked', retry: false })
    expect(keeper.state.store.state).toBe('refused')
    keeper.openAgain()
    expect(done).toEqual(['open', 'open'])
  })
})

describe('looking for the keyring again', () => {
  it('opens when it is back', async () => {
    await lockedAway()
    const { keeper, done } = made()
    await keeper.start()
    keyring.name = 'gnome_libsecret'
    expect(await keeper.tryKeyringAgain()).toMatchObject({ ok: true })
    expect(done).toEqual(['open'])
  })

  it('starts Filo again where only a new process would see it', async () => {
    await lockedAway()
    const { keeper, done } = made()
    await keeper.start()
    await keeper.tryKeyringAgain()
    expect(done).toEqual(['relaunch'])
  })

  it('refuses where a new process would see no more', async () => {
    await lockedAway()
    const { keeper } = made(false)
    await keeper.start()
    expect(await keeper.tryKeyringAgain()).toMatchObject({
      failure: { code: 'keyring-unavailable' }
    })
  })
})

describe('a change of the key', () => {
  async function changing() {
    const parts = made()
    await parts.keeper.start()
    disk.database = 'encrypted'
    parts.keeper.storeOpened(opened('current'))
    await parts.keeper.rotateKey(null)
    return parts
  }

  it('opens the store anew with both keys, and ends when it says so', async () => {
    const { keeper, done } = await changing()
    expect(done).toEqual(['open', 'reopen'])
    expect(keeper.state.keyChange).toBe('running')
    const { key, nextKey } = keeper.keys
    expect(nextKey).not.toBe(key)
    keeper.storeOpened(opened('next'))
    await settled(keeper)
    expect(keeper.state.keyChange).toBe('done')
    expect(keeper.keys).toEqual({ key: nextKey, nextKey: null })
  })

  it('for which the disk has no room is left out, so that the messages open', async () => {
    const { keeper, done } = await changing()
    const { key } = keeper.keys
    keeper.storeRefused({ code: 'disk-space-low', retry: true })
    await Promise.resolve()
    expect(done).toEqual(['open', 'reopen', 'open'])
    expect(keeper.keys).toEqual({ key, nextKey: null })
    keeper.storeOpened(opened('current'))
    await settled(keeper)
    expect(keeper.state).toMatchObject({
      keyChange: 'failed',
      keyFailure: { code: 'disk-space-low' }
    })
    expect(disk.file.next).toBeNull()
  })

  it('keeps both keys when the file turns out to be under the next one already', async () => {
    const { keeper } = await changing()
    const keys = keeper.keys
    keeper.storeRefused({ code: 'disk-space-low', retry: true })
    await Promise.resolve()
    keeper.storeRefused({ code: 'store-key-wrong', retry: false })
    expect(keeper.state.store).toMatchObject({
      state: 'refused',
      failure: { code: 'disk-space-low' }
    })
    expect(keeper.keys).toEqual(keys)
    expect(disk.file.next).not.toBeNull()
  })

  it('does not begin while the store is not open', async () => {
    const { keeper } = made()
    await keeper.start()
    expect(await keeper.rotateKey(null)).toMatchObject({ failure: { code: 'not-allowed' } })
  })
})

describe('starting afresh', () => {
  it('lets everybody go of the files before it moves them, then begins a new store', async () => {
    const { keeper, done } = made()
    await keeper.start()
    await keeper.startAfresh()
    expect(done).toEqual(['open', 'stop', 'resume', 'open', 'replaced'])
    expect(files.done).toEqual(['aside 7'])
  })

  it('goes on with the store that was, where it can not be moved', async () => {
    const { keeper, done } = made()
    await keeper.start()
    files.isStuck = true
    expect(await keeper.startAfresh()).toMatchObject({ ok: false })
    expect(done).toEqual(['open', 'stop', 'resume', 'open'])
  })

  it('brings back only what is in the list', async () => {
    const { keeper, done } = made()
    await keeper.start()
    expect(await keeper.useSetAside('set-aside-1')).toMatchObject({
      failure: { code: 'not-found' }
    })
    expect(done).toEqual(['open'])
    files.aside = [{ name: 'set-aside-1', at: 1, bytes: 2 }]
    await keeper.useSetAside('set-aside-1')
    expect(files.done).toEqual(['back set-aside-1'])
  })
})

describe('a repair', () => {
  it('is told until it was seen, over a restart', async () => {
    const { keeper } = made()
    await keeper.start()
    keeper.storeOpened(opened('current', report))
    expect(keeper.state.repair).toEqual(report)
    const later = made()
    await later.keeper.start()
    expect(later.keeper.state.repair).toEqual(report)
    later.keeper.showRepaired()
    expect(later.done).toContain('show /kept/here')
    later.keeper.repairSeen()
    expect(later.keeper.state.repair).toBeNull()
    expect(files.repair).toBeNull()
  })
})
