// Holds that an update arrives cheaply and whole or not at all, by the real electron-updater and a feed on loopback.
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generateKeyPairSync } from 'node:crypto'
import { NAME, updateRig, type UpdateRig } from './update-rig.ts'

let rig: UpdateRig
beforeEach(async () => {
  rig = await updateRig()
})
afterEach(() => rig.end())

const home = (): string[] => readdirSync(join(rig.folder, 'home')).sort()
const running = (): Buffer => readFileSync(rig.appImage)
const publicText = (): string =>
  rig.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

/** The former version, alone and as it was. */
function expectUntouched(): void {
  expect(home()).toEqual(['Filo.AppImage'])
  expect(running().equals(rig.former)).toBe(true)
}

describe('a newer version', () => {
  it('is fetched by its new blocks, put in place when Filo ends, and can be gone back from', async () => {
    const { bytes, size } = await rig.offer('1.1.0')
    const filo = rig.start()
    expect(await filo.check()).toMatchObject({ phase: 'ready', version: '1.1.0', failure: null })
    expect(rig.feed.sent()).toBeLessThan(size / 2)
    expect(filo.progress.length).toBeGreaterThan(2)
    expectUntouched()
    filo.quit()
    expect(running().equals(bytes)).toBe(true)
    expect(statSync(rig.appImage).mode & 0o111).toBe(0o111)
    expect(home()).toEqual(['.Filo.AppImage.former', '.Filo.AppImage.trial', 'Filo.AppImage'])
    expect(readFileSync(rig.trial.former).equals(rig.former)).toBe(true)
    expect(filo.restarts).toBe(0)
    rig.trial.proven('1.1.0')
    expect(home()).toEqual(['Filo.AppImage'])
  })

  it('starts at once where the person wants that', async () => {
    const { bytes } = await rig.offer('1.1.0')
    const filo = rig.start()
    await filo.check()
    expect(filo.keeper.restart()).toMatchObject({ ok: true })
    expect(running().equals(bytes)).toBe(true)
    expect(filo.restarts).toBe(1)
  })

  it('goes on where the line was cut, also by a Filo that was started anew', async () => {
    const { bytes, size } = await rig.offer('1.1.0')
    rig.feed.cutAfter(200_000)
    const failed = await rig.start().check()
    expect(failed).toMatchObject({ phase: 'failed', failure: { code: 'update-feed-unreachable' } })
    rig.feed.cutAfter(Infinity)
    const before = rig.feed.sent()
    const filo = rig.start()
    expect((await filo.check()).phase).toBe('ready')
    expect(rig.feed.sent()).toBeLessThan(size / 2)
    expect(rig.feed.sent() - before).toBeLessThan(size / 3)
    filo.quit()
    expect(running().equals(bytes)).toBe(true)
  })

  it('comes whole from a server that does not hand out parts', async () => {
    const { bytes } = await rig.offer('1.1.0')
    rig.feed.ignoreRanges()
    const filo = rig.start()
    expect((await filo.check()).phase).toBe('ready')
    filo.quit()
    expect(running().equals(bytes)).toBe(true)
  })

  it('comes whole where the running file is not what its blocks say', async () => {
    const { bytes } = await rig.offer('1.1.0')
    const bent = Buffer.from(rig.former)
    bent[1000] = (bent[1000] ?? 0) ^ 1
    writeFileSync(rig.appImage, bent)
    const filo = rig.start()
    expect((await filo.check()).phase).toBe('ready')
    filo.quit()
    expect(running().equals(bytes)).toBe(true)
  })

  it('is not fetched twice', async () => {
    await rig.offer('1.1.0')
    await rig.start().check()
    const before = rig.feed.sent()
    expect((await rig.start().check()).phase).toBe('ready')
    expect(rig.feed.sent()).toBe(before)
  })
})

describe('nothing is fetched', () => {
  it.each([
    ['older', '0.9.0', ''],
    ['the same', '1.0.0', ''],
    ['not this copy’s turn yet', '1.1.0', 'stagingPercentage: 0'],
    ['for a newer system', '1.1.0', 'minimumSystemVersion: 999.0.0']
  ])('of a version that is %s', async (_, version, more) => {
    await rig.offer(version, more)
    expect(await rig.start().check()).toMatchObject({ phase: 'idle', version: null })
    expect(rig.feed.sent()).toBe(0)
    expectUntouched()
  })

  it.each([
    ['late', 'fffffff0', 99, 'idle'],
    ['late, once it is for all', 'fffffff0', 100, 'ready'],
    ['early', '00000000', 1, 'ready']
  ])('before its turn, of which each copy has its own: %s', async (_, lot, share, phase) => {
    // Drawn once, and kept by electron-updater: the same copies come first at each step.
    writeFileSync(join(rig.folder, 'data', '.updaterId'), `00000000-0000-4000-8000-0000${lot}`)
    await rig.offer('1.1.0', `stagingPercentage: ${share}`)
    expect((await rig.start().check()).phase).toBe(phase)
  })

  it('of an unfinished version unless the person asked for such', async () => {
    await rig.offer('1.1.0-beta.1')
    expect((await rig.start().check()).phase).not.toBe('ready')
    const settings = { channel: 'beta', automatic: true, feed: rig.feed.url } as const
    expect((await rig.start({ settings: () => settings }).check()).phase).toBe('ready')
  })

  it('of a version that did not start here before', async () => {
    await rig.offer('1.1.0')
    expect((await rig.start({ undone: '1.1.0' }).check()).phase).toBe('idle')
    expect(rig.feed.sent()).toBe(0)
  })

  it('where the disk has no room for it', async () => {
    await rig.offer('1.1.0')
    const room = { fetching: 1e9, installing: 1e6 }
    const state = await rig.start({ room: () => Promise.resolve(room) }).check()
    expect(state).toMatchObject({ phase: 'failed', failure: { code: 'update-no-room' } })
    expect(rig.feed.sent()).toBe(0)
    expectUntouched()
  })

  it('where an organisation wants none, not even when asked', async () => {
    await rig.offer('1.1.0')
    const filo = rig.start({ policy: () => ({ isOff: true, by: 'Acme' }) })
    expect(filo.keeper.check()).toEqual({
      ok: false,
      failure: { code: 'set-by-policy', retry: false, detail: { by: 'Acme' } }
    })
    expect(filo.keeper.state.phase).toBe('idle')
  })

  it('from where the person says, once an organisation says from where', async () => {
    await rig.offer('1.1.0-beta.1')
    const person = { channel: 'stable', automatic: true, feed: 'github:ada/filo' } as const
    const policy = { feed: rig.feed.url, channel: 'beta' } as const
    const filo = rig.start({ settings: () => person, policy: () => policy })
    expect(await filo.check()).toMatchObject({ phase: 'ready', feedBy: 'policy' })
  })

  it('from an address over which anybody could speak', async () => {
    const settings = { channel: 'stable', automatic: true, feed: 'http://feed.example/' } as const
    const state = await rig.start({ settings: () => settings }).check()
    expect(state.failure?.code).toBe('update-feed-invalid')
  })
})

describe('what comes is thrown away', () => {
  it('where somebody changed it', async () => {
    const { bytes } = await rig.offer('1.1.0')
    const bent = Buffer.from(bytes)
    bent[400_000] = (bent[400_000] ?? 0) ^ 1
    rig.replaceServed(bent)
    const filo = rig.start()
    expect((await filo.check()).failure?.code).toBe('update-damaged')
    filo.quit()
    expectUntouched()
    expect(readdirSync(join(rig.folder, 'parts'))).toEqual([])
  })

  it('where its end is missing', async () => {
    const { bytes } = await rig.offer('1.1.0')
    rig.replaceServed(bytes.subarray(0, 700_000))
    const filo = rig.start()
    const state = await filo.check()
    expect(state.phase).toBe('failed')
    filo.quit()
    expectUntouched()
  })

  it('where it is not signed by those who made this version', async () => {
    const offered = await rig.offer('1.1.0')
    const code = async (): Promise<unknown> => {
      return (await rig.start({ key: publicText() }).check()).failure?.code
    }
    expect(await code()).toBe('update-unsigned')
    rig.signAs(generateKeyPairSync('ed25519').privateKey, offered)
    expect(await code()).toBe('update-unsigned')
    rig.signAs(rig.privateKey, { ...offered, version: '1.2.0' })
    expect(await code()).toBe('update-unsigned')
    expect(rig.feed.sent()).toBe(0)
    rig.signAs(rig.privateKey, offered)
    expect((await rig.start({ key: publicText() }).check()).phase).toBe('ready')
  })

  it('where it changed on disk after it was proven', async () => {
    await rig.offer('1.1.0')
    const filo = rig.start()
    await filo.check()
    const pending = join(rig.folder, 'cache', 'filo-updater', 'pending', NAME)
    writeFileSync(pending, Buffer.concat([readFileSync(pending), Buffer.from('x')]))
    filo.quit()
    expectUntouched()
  })
})

it('a swap that the disk refuses leaves the running version, and says so', async () => {
  await rig.offer('1.1.0')
  const filo = rig.start()
  await filo.check()
  // A folder stands where the copy would go.
  mkdirSync(rig.trial.incoming)
  expect(filo.keeper.restart()).toMatchObject({ failure: { code: 'update-not-installed' } })
  expect(filo.keeper.state).toMatchObject({ phase: 'failed' })
  expect(running().equals(rig.former)).toBe(true)
  expect(existsSync(rig.trial.former)).toBe(false)
})

it('a feed learns nothing by which it could count installations', async () => {
  await rig.offer('1.1.0')
  await rig.start().check()
  expect(rig.feed.lastHeaders()['x-user-staging-id'] ?? 'none').toBe('none')
})
