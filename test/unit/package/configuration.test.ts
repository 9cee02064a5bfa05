// What electron-builder.yml says, checked and read back by electron-builder: what can't be packaged here is held so.
import { Packager, Platform, WinPackager, MacPackager, type Configuration } from 'electron-builder'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { APP_ID } from '../../../src-main/shell/app-id.ts'
import { BACKUP_END } from '../../../src-main/shell/data/backup-file.ts'

/** As electron-builder loads it, checked by its own schema. */
async function load(platform: Platform, extra?: Configuration): Promise<Packager> {
  const packager = new Packager({
    projectDir: process.cwd(),
    targets: platform.createTarget(),
    ...(extra ? { config: { extends: 'electron-builder.yml', ...extra } } : {})
  })
  await packager.validateConfig()
  return packager
}

/** The targets of a platform, `nsis x64`. */
function targetsOf({ target }: { target?: unknown }): string[] {
  const all = target as ({ target: string; arch: string[] } | string)[]
  return all.flatMap((one) =>
    typeof one === 'string' ? [one] : one.arch.map((arch) => `${one.target} ${arch}`)
  )
}

/** The first look at the schema compiles it. */
const COMPILING_MS = 20_000

describe('the configuration', () => {
  it(
    "fits electron-builder's schema, which refuses what it does not know",
    { timeout: COMPILING_MS },
    async () => {
      await expect(load(Platform.WINDOWS)).resolves.toBeDefined()
      const wrong = { win: { hardenedRuntime: true } } as unknown as Configuration
      await expect(load(Platform.WINDOWS, wrong)).rejects.toThrow(/configuration\.win/)
    }
  )

  it('closes every door that a fuse closes', async () => {
    const { config } = await load(Platform.LINUX)
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false
    })
    expect(config.disableAsarIntegrity).toBeFalsy()
  })

  it('names the app as the app names itself', async () => {
    const { config } = await load(Platform.LINUX)
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { desktopName: string }
    expect([config.appId, manifest.desktopName]).toEqual([APP_ID, `${APP_ID}.desktop`])
  })

  it('tells the systems of filo: links and of backups', async () => {
    const { config } = await load(Platform.LINUX)
    expect(config.protocols).toEqual([{ name: 'Filo', schemes: ['filo'] }])
    expect(config.fileAssociations).toEqual([
      expect.objectContaining({ ext: BACKUP_END.slice(1), mimeType: 'application/x-filo-backup' })
    ])
  })

  it('looks for updates nowhere unless a release says where', async () => {
    expect((await load(Platform.LINUX)).config.publish).toBeNull()
  })
})

describe('Windows', () => {
  it('gets an installer for one person or for all, and a portable app', async () => {
    const packager = await load(Platform.WINDOWS)
    const { platformSpecificBuildOptions: win } = new WinPackager(packager)
    // Not arm64: libsql has no library for it. Windows on ARM runs these.
    expect(targetsOf(win)).toEqual(['nsis x64', 'portable x64'])
    expect(win.verifyUpdateCodeSignature).toBe(true)
    expect(packager.config.nsis).toMatchObject({
      oneClick: false,
      perMachine: false,
      selectPerMachineByDefault: false,
      allowElevation: true,
      deleteAppDataOnUninstall: false
    })
  })

  it('learns of filo: links from the installer, and forgets them with it', async () => {
    const { config } = await load(Platform.WINDOWS)
    const script = readFileSync(String(config.nsis?.include), 'utf8')
    expect(script).toContain(
      `WriteRegStr SHELL_CONTEXT "Software\\Classes\\filo\\shell\\open\\command" "" '"$appExe" "%1"'`
    )
    expect(script).toMatch(
      /macro customUnInstall\s+DeleteRegKey SHELL_CONTEXT "Software\\Classes\\filo"/
    )
  })

  it('is packed for ARM only once there is a library for it', () => {
    const libsql = readFileSync('node_modules/libsql/package.json', 'utf8')
    expect(libsql).not.toMatch(/win32-arm64/)
  })
})

describe('macOS', () => {
  it('gets hardened, notarised disk images and archives for both processors and both at once', async () => {
    const packager = await load(Platform.MAC)
    const { platformSpecificBuildOptions: mac } = new MacPackager(packager)
    const each = ['x64', 'arm64', 'universal']
    const steps = readFileSync('.github/workflows/release.yml', 'utf8')
    expect(targetsOf(mac)).toEqual(
      ['dmg', 'zip'].flatMap((target) => each.map((arch) => `${target} ${arch}`))
    )
    expect(mac).toMatchObject({ hardenedRuntime: true, notarize: true, mergeASARs: true })
    // Both halves carry the libraries of both: what is the same in them may not stop the merge.
    expect(mac.x64ArchFiles).toBe('**/@libsql/darwin-*/**')
    expect(steps).toMatch(/@libsql\/darwin-x64@\S+ @libsql\/darwin-arm64@/)
  })

  it('allows under the hardened runtime only that V8 makes code', () => {
    const plist = readFileSync('assets/package/entitlements.mac.plist', 'utf8')
    expect([...plist.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit'
    ])
  })
})

describe('Linux', () => {
  it('gets one file that runs anywhere, two packages and an archive', async () => {
    const { config } = await load(Platform.LINUX)
    // deb and rpm last: they leave notes of what they are in the folder that all are made of.
    expect(config.linux?.target).toEqual(['AppImage', 'tar.gz', 'deb', 'rpm'])
    expect(config.toolsets?.appimage).toBe('1.0.3')
  })

  it('has an icon of every usual size', () => {
    const sizes = [16, 32, 48, 64, 128, 256, 512, 1024].map((size) => `${size}x${size}.png`)
    expect(readdirSync('assets/icons')).toEqual(expect.arrayContaining(sizes))
  })
})
