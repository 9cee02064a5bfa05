// Holds what each system's place of policies comes to: the file, the registry, managed preferences.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromRegistry } from '../../../src-main/policy/from-registry.ts'
import { readGuarded, type GuardedRead } from '../../../src-main/policy/guarded-file.ts'
import { findPolicies, type PolicySystem, type Ran } from '../../../src-main/policy/places.ts'

const ROOT_KEY = 'HKLM\\Software\\Policies\\Filo'
const FULL_KEY = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Filo'

const printed = [
  '',
  FULL_KEY,
  '    (Standard)    REG_SZ    nothing',
  '    organisation    REG_SZ    Straße & Söhne',
  '',
  `${FULL_KEY}\\defaults`,
  '    retentionDays    REG_SZ    null',
  `${FULL_KEY}\\locked`,
  '    retentionDays    REG_DWORD    0x1e',
  `${FULL_KEY}\\locked\\notices`,
  '    preview    REG_SZ    none',
  '    sound    REG_DWORD    0x0',
  '    quiet    REG_SZ    true',
  '    quietFrom    REG_DWORD    0x1',
  `${FULL_KEY}\\locked\\desktop`,
  '    spellingLanguages    REG_MULTI_SZ    en-GB\\0it',
  '    zoom    REG_SZ    110',
  `${FULL_KEY}\\locked\\proxy`,
  '    user    REG_SZ    1234',
  '    bypass    REG_SZ    ',
  `${FULL_KEY}\\dialects`,
  '    1    REG_SZ    {"id":"acme"}',
  '    2    REG_SZ    C:\\ProgramData\\Filo\\other.json',
  `${FULL_KEY}\\servers\\10`,
  '    address    REG_SZ    https://ten.example.org',
  `${FULL_KEY}\\servers\\2`,
  '    address    REG_SZ    https://two.example.org',
  '    name    REG_SZ    Two    spaces',
  '    headers    REG_SZ    {"X-Acme":"1"}',
  ''
].join('\r\n')

const policy = {
  organisation: 'Straße & Söhne',
  defaults: { retentionDays: null },
  locked: {
    retentionDays: 30,
    notices: { preview: 'none', sound: false, quiet: true, quietFrom: 1 },
    desktop: { spellingLanguages: ['en-GB', 'it'], zoom: 110 },
    proxy: { user: '1234', bypass: '' }
  },
  dialects: [{ id: 'acme' }, 'C:\\ProgramData\\Filo\\other.json'],
  servers: [
    { address: 'https://two.example.org', name: 'Two    spaces', headers: { 'X-Acme': '1' } },
    { address: 'https://ten.example.org' }
  ]
}

function systemOf(parts: Partial<PolicySystem>): PolicySystem {
  const none = (): Promise<GuardedRead> => Promise.resolve({ kind: 'none' })
  const failed = (): Promise<Ran> => Promise.resolve({ code: 1, output: '' })
  const plain = { platform: 'linux' as const, user: 'ada', tried: null, owners: [0] }
  return { ...plain, run: failed, read: none, ...parts }
}

describe('the registry', () => {
  it('says the same as a file, be it in keys, numbers, lists of text or JSON', () => {
    expect(fromRegistry(printed, ROOT_KEY)).toEqual(policy)
  })

  it('is asked for the computer before the person, and for nothing else', async () => {
    const asked: string[] = []
    const run = (_program: string, args: readonly string[]): Promise<Ran> => {
      asked.push(args.at(-1) ?? '')
      const isMachine = asked.at(-1)?.includes('HKLM') === true
      return Promise.resolve({ code: 0, output: isMachine ? printed : '' })
    }
    const found = await findPolicies(systemOf({ platform: 'win32', run }))
    expect(found).toEqual([
      { source: ROOT_KEY, value: policy },
      { source: 'HKCU\\Software\\Policies\\Filo', value: {} }
    ])
    expect(asked.every((line) => line.includes('query') && line.includes('65001'))).toBe(true)
  })

  it('that does not know the key is no policy, and one that does not answer says so', async () => {
    const nobody = systemOf({ platform: 'win32' })
    expect(await findPolicies(nobody)).toEqual([])
    const mute = systemOf({
      platform: 'win32',
      run: () => Promise.resolve({ code: null, output: '' })
    })
    expect(await findPolicies(mute)).toEqual([
      { source: ROOT_KEY, fault: { reason: 'unreadable' } },
      { source: 'HKCU\\Software\\Policies\\Filo', fault: { reason: 'unreadable' } }
    ])
  })
})

describe('managed preferences', () => {
  const machine = '/Library/Managed Preferences/net.filo.app.plist'
  const person = '/Library/Managed Preferences/ada/net.filo.app.plist'

  it('are turned into JSON by the system, of the computer before those of the person', async () => {
    const run = (program: string, args: readonly string[]): Promise<Ran> => {
      expect([program, ...args.slice(0, -1)].join(' ')).toBe('/usr/bin/plutil -convert json -o -')
      const other = { PayloadUUID: '0E0C2F7B', organisation: 'Other' }
      const value = args.at(-1) === machine ? policy : other
      return Promise.resolve({ code: 0, output: JSON.stringify(value) })
    }
    const read = (): Promise<GuardedRead> => Promise.resolve({ kind: 'text', text: 'bplist00' })
    expect(await findPolicies(systemOf({ platform: 'darwin', run, read }))).toEqual([
      { source: machine, value: policy },
      { source: person, value: { organisation: 'Other' } }
    ])
  })

  it('that hold what JSON has no word for are told of', async () => {
    const read = (path: string): Promise<GuardedRead> =>
      Promise.resolve(path === person ? { kind: 'text', text: 'bplist00' } : { kind: 'none' })
    expect(await findPolicies(systemOf({ platform: 'darwin', read }))).toEqual([
      { source: person, fault: { reason: 'unreadable' } }
    ])
  })
})

describe('a policy file', () => {
  let dir: string
  let file: string
  const me = process.getuid?.() ?? 0
  const find = () => findPolicies(systemOf({ tried: file, owners: [me], read: readGuarded }))

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'filo-policy-'))
    file = join(dir, 'policy.json')
    writeFileSync(file, `\uFEFF${JSON.stringify(policy)}`, { mode: 0o644 })
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('is read where there is one', async () => {
    expect(await find()).toEqual([{ source: file, value: policy }])
    rmSync(file)
    expect(await find()).toEqual([])
  })

  it('is looked for in one place on Linux', async () => {
    const asked: string[] = []
    const read = (path: string): Promise<GuardedRead> => {
      asked.push(path)
      return Promise.resolve({ kind: 'none' })
    }
    expect(await findPolicies(systemOf({ read }))).toEqual([])
    expect(asked).toEqual(['/etc/filo/policy.json'])
  })

  it('counts only where nobody but its owner could have written it', async () => {
    const unsafe = [{ source: file, fault: { reason: 'unsafe' } }]
    chmodSync(file, 0o666)
    expect(await find()).toEqual(unsafe)
    chmodSync(file, 0o644)
    chmodSync(dir, 0o777)
    expect(await find()).toEqual(unsafe)
    chmodSync(dir, 0o755)
    const others = systemOf({ tried: file, owners: [me + 1], read: readGuarded })
    expect(await findPolicies(others)).toEqual(unsafe)
  })

  it('that is no file, too large or no JSON is told of, with the place where it ends being that', async () => {
    writeFileSync(file, '{\n  "organisation": "Acme",\n  "locked": {,}\n}')
    expect(await find()).toEqual([
      { source: file, fault: { reason: 'not-json', line: 3, column: 14 } }
    ])
    writeFileSync(file, ' '.repeat(4_000_001))
    expect(await find()).toEqual([{ source: file, fault: { reason: 'too-large' } }])
    rmSync(file)
    mkdirSync(file)
    expect(await find()).toEqual([{ source: file, fault: { reason: 'unreadable' } }])
  })
})
