// What is in the packages, to the file, and what is said about them.
import { expect, test } from '@playwright/test'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import Ajv from 'ajv'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { madeFile, packagesFolder, unpackedFolder } from './support/packages.ts'

const MB = 1_000_000
/** What the person downloads may not grow past this; packed here without much effort, so it is less in a release. */
const APPIMAGE_BUDGET = 125 * MB
/** Filo's own part of it, unpacked, without Electron and libsql: 6.6 MB of bundles that are not minified. */
const OWN_BUDGET = 8 * MB

/** All that stands beside Electron's own files. */
const OURS = [
  'filo',
  'filo-bin',
  'resources/LICENSE.filo.txt',
  'resources/THIRD-PARTY-NOTICES.txt',
  'resources/app.asar',
  'resources/app.asar.unpacked/node_modules/@libsql/linux-x64-gnu/index.node',
  'resources/app-update.yml',
  'resources/sbom.cdx.json',
  'usr/share/metainfo/net.filo.app.metainfo.xml'
]
const ELECTRON =
  /^(LICENSE\.electron\.txt|LICENSES\.chromium\.html|chrome-sandbox|chrome_(100|200)_percent\.pak|chrome_crashpad_handler|icudtl\.dat|lib(EGL|GLESv2|ffmpeg|vk_swiftshader)\.so|libvulkan\.so\.1|locales\/(en-US|it)\.pak|resources\.pak|(snapshot_blob|v8_context_snapshot)\.bin|vk_swiftshader_icd\.json)$/
/** What electron-builder leaves in the folder for deb and rpm; libsql's manifest goes where its library does. */
const NOTES = /^resources\/(package-type|apparmor-profile|app\.asar\.unpacked\/.*\/package\.json)$/

function filesBelow(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = all.filter((entry) => !entry.isDirectory())
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort()
}

function output(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 64 * MB })
}

test('nothing is packed but Electron, the bundles and what belongs to them', () => {
  const files = filesBelow(unpackedFolder())
  expect(files.filter((file) => !ELECTRON.test(file) && !NOTES.test(file))).toEqual(
    [...OURS].sort()
  )
  const packed = listPackage(join(unpackedFolder(), 'resources', 'app.asar'), { isPack: false })
  // Without these it would start, only more slowly.
  expect(packed).toEqual(
    expect.arrayContaining(['/out/main/main.cache', '/out/main/store.process.cache'])
  )
  const modules = packed.flatMap((path) => /^\/node_modules\/((@[^/]+\/)?[^/]+)$/.exec(path) ?? [])
  const names = modules.filter((name) => packed.includes(`/node_modules/${name}/package.json`))
  expect(names).toEqual(
    expect.arrayContaining(['@libsql/linux-x64-gnu', 'libsql', '@neon-rs/load', 'detect-libc'])
  )
  expect(new Set(names).size).toBe(4)
  const others = packed.filter(
    (path) =>
      !/^\/(node_modules|out$|out\/(main|preload|renderer|notices)|package\.json)/.test(path)
  )
  expect(others).toEqual([])
  expect(packed.filter((path) => /\.(map|ts|svelte)$/.test(path))).toEqual([])
})

test('the downloads stay within their budgets', () => {
  expect(statSync(madeFile('this', '.AppImage')).size).toBeLessThan(APPIMAGE_BUDGET)
  const archive = join(unpackedFolder(), 'resources', 'app.asar')
  expect(statSync(archive).size).toBeLessThan(OWN_BUDGET)
})

test("the built binary's fuses are set", async () => {
  const wire = await getCurrentFuseWire(join(unpackedFolder(), 'filo-bin'))
  const states = [
    [FuseV1Options.RunAsNode, '0'],
    [FuseV1Options.EnableCookieEncryption, '1'],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, '0'],
    [FuseV1Options.EnableNodeCliInspectArguments, '0'],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, '1'],
    [FuseV1Options.OnlyLoadAppFromAsar, '1'],
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, '0'],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, '0']
  ] as const
  for (const [fuse, state] of states) {
    expect(wire[fuse], FuseV1Options[fuse]).toBe(state.charCodeAt(0))
  }
})

test('every package that is inside is named with its licence', () => {
  const resources = join(unpackedFolder(), 'resources')
  const bom = JSON.parse(readFileSync(join(resources, 'sbom.cdx.json'), 'utf8')) as {
    components: { group?: string; name: string; version: string; licenses?: unknown[] }[]
  }
  expect(schemaErrors(bom)).toEqual([])
  const names = bom.components.map(({ group, name }) => (group ? `${group}/${name}` : name))
  // One of each: packed as it is, bundled into main, bundled into the window, and what carries them.
  const some = ['libsql', 'socket.io-client', 'electron-updater', 'svelte', 'electron']
  expect(names).toEqual(expect.arrayContaining(some))
  for (const { name, licenses } of bom.components) expect(licenses, name).toHaveLength(1)
  const notices = readFileSync(join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
  const bundled = names.filter((name) => name !== 'electron')
  for (const name of bundled) expect(notices).toContain(`\n${name}@`)
})

/** What CycloneDX's own schema has against it. */
function schemaErrors(bom: unknown): unknown[] {
  const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library'))
  const folder = join(library, '..', 'res', 'schema')
  const read = (name: string): object =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as object
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}`)
  }
  const check = ajv.compile(read('bom-1.6.SNAPSHOT.schema.json'))
  return check(bom) ? [] : (check.errors ?? [])
}

test('the desktop knows the app, its links and its icons', () => {
  const folder = join(packagesFolder(), 'deb')
  output('dpkg-deb', ['-x', madeFile('this', '.deb'), folder])
  const entry = join(folder, 'usr/share/applications/net.filo.app.desktop')
  expect(output('desktop-file-validate', [entry])).toBe('')
  const lines = readFileSync(entry, 'utf8').split('\n')
  for (const line of [
    'Exec=/opt/Filo/filo %U',
    'StartupWMClass=net.filo.app',
    'Icon=filo',
    'Categories=Network;InstantMessaging;',
    'MimeType=application/x-filo-backup;x-scheme-handler/filo;'
  ]) {
    expect(lines).toContain(line)
  }
  const icons = filesBelow(join(folder, 'usr/share/icons/hicolor'))
  expect(icons.length).toBeGreaterThanOrEqual(8)
  for (const size of [16, 32, 48, 64, 128, 256, 512]) {
    expect(icons).toContain(`${size}x${size}/apps/filo.png`)
  }
  const types = readFileSync(join(folder, 'usr/share/mime/packages/filo.xml'), 'utf8')
  expect(types).toMatch(/type="application\/x-filo-backup">\s*<glob pattern="\*\.filobackup"/)
  const metainfo = join(folder, 'usr/share/metainfo/net.filo.app.metainfo.xml')
  expect(output('appstreamcli', ['validate', '--no-net', metainfo])).toContain('successful')
})

test('the deb says what it needs, and installs a launcher, a sandbox and their profile', () => {
  const deb = madeFile('this', '.deb')
  const control = output('dpkg-deb', ['-f', deb])
  expect(control).toMatch(/^Package: filo$/m)
  expect(control).toMatch(/^Architecture: amd64$/m)
  expect(control).toMatch(/^Depends: .*libgtk-3-0 \| libgtk-3-0t64.*libnss3/m)
  expect(output('dpkg-deb', ['-c', deb])).not.toMatch(/ \.\/(?!opt\/|usr\/|$)\S/m)
  const scripts = output('dpkg-deb', ['-I', deb, 'postinst'])
  expect(scripts).toContain("update-alternatives --install '/usr/bin/filo'")
  const profile = join(packagesFolder(), 'deb/opt/Filo/resources/apparmor-profile')
  expect(readFileSync(profile, 'utf8')).toContain('profile "filo" "/opt/Filo/filo-bin"')
})

test('the rpm asks for the same', () => {
  const request = JSON.parse(readFileSync(madeFile('this', '.rpm'), 'utf8')) as {
    depends: string[]
    files: string[]
  }
  expect(request.depends).toEqual(expect.arrayContaining(['gtk3', 'nss', 'libsecret']))
  const placed = request.files.map((file) => file.split('=')[1])
  expect(placed).toEqual(
    expect.arrayContaining([
      '/opt/Filo',
      '/usr/share/applications/net.filo.app.desktop',
      '/usr/share/metainfo/net.filo.app.metainfo.xml',
      '/usr/share/icons/hicolor/512x512/apps/filo.png'
    ])
  )
})
