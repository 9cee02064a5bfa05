// Where each system keeps what an organisation has set: a file, the registry, managed preferences.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { PolicyFault } from '../../src-preload/contract/policy.ts'
import { isTree } from '../base/setting-tree.ts'
import type { readGuarded, GuardedRead } from './guarded-file.ts'

/** Bytes of a policy, in whatever form. */
const MOST_BYTES = 4_000_000
const PATIENCE_MS = 10_000
const LINUX_FILE = '/etc/filo/policy.json'
const KEY = 'Software\\Policies\\Filo'
const PLIST = 'net.filo.app.plist'
const MANAGED = '/Library/Managed Preferences'

/** What a place held: a value yet to be checked, or why there is none. */
export type FoundPolicy =
  | { source: string; value: unknown }
  | { source: string; fault: Pick<PolicyFault, 'reason' | 'line' | 'column'> }

/** What of the system is asked; tests give their own. */
export interface PolicySystem {
  platform: NodeJS.Platform
  /** The person's name on this computer; empty where the system knows none. */
  user: string
  /** A policy file to go by in place of the system's: only of an app that is being worked on. */
  tried: string | null
  /** Who may own policy files; null: the system does not tell. */
  owners: readonly number[] | null
  run: (command: string, args: readonly string[]) => Promise<Ran>
  read: typeof readGuarded
}

/** How a program ended; `code` null: it did not begin, was too slow or said too much. */
export interface Ran {
  code: number | null
  output: string
}

/** All places that hold something, the computer's own before the person's: what both say, the first one says. */
export async function findPolicies(system: PolicySystem): Promise<FoundPolicy[]> {
  const { platform, tried } = system
  if (tried !== null) return fileAt(system, tried)
  if (platform === 'linux') return fileAt(system, LINUX_FILE)
  if (platform === 'win32') return registry(system)
  return platform === 'darwin' ? managedPreferences(system) : []
}

async function fileAt({ read, owners }: PolicySystem, source: string): Promise<FoundPolicy[]> {
  return foundIn(source, await read(source, { owners, most: MOST_BYTES }))
}

async function foundIn(source: string, read: GuardedRead): Promise<FoundPolicy[]> {
  if (read.kind === 'none') return []
  if (read.kind === 'fault') return [{ source, fault: { reason: read.reason } }]
  return [await parsed(source, read.text)]
}

async function parsed(source: string, text: string): Promise<FoundPolicy> {
  // Some editors begin a file with a mark that JSON does not know.
  const json = text.replace(/^\uFEFF/, '')
  try {
    return { source, value: JSON.parse(json) as unknown }
  } catch {
    const { placeInJson } = await import('../base/json-place.ts')
    return { source, fault: { reason: 'not-json', ...placeInJson(json) } }
  }
}

async function registry({ run }: PolicySystem): Promise<FoundPolicy[]> {
  const system32 = windowsFolder()
  const found = ['HKLM', 'HKCU'].map(async (hive): Promise<FoundPolicy[]> => {
    const source = `${hive}\\${KEY}`
    // Names with other letters than English ones come out right in UTF-8 only.
    const query = `"${system32}\\chcp.com" 65001 >nul & "${system32}\\reg.exe" query "${source}" /s /reg:64`
    const { code, output } = await run(`${system32}\\cmd.exe`, ['/d', '/s', '/c', `"${query}"`])
    // It says the same of a key that is not there and of one that nobody may read.
    if (code === 1) return []
    if (code !== 0) return [{ source, fault: { reason: 'unreadable' } }]
    const { fromRegistry } = await import('./from-registry.ts')
    return [{ source, value: fromRegistry(output, source) }]
  })
  return (await Promise.all(found)).flat()
}

// Not looked for by the environment alone, which is the person's.
function windowsFolder(): string {
  const usual = 'C:\\Windows\\System32'
  return existsSync(usual) ? usual : `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32`
}

// Property lists of root's own, in a form that the system's own program turns into JSON.
async function managedPreferences({
  run,
  read,
  owners,
  user
}: PolicySystem): Promise<FoundPolicy[]> {
  const own = user === '' ? [] : [`${MANAGED}/${user}/${PLIST}`]
  const places = [`${MANAGED}/${PLIST}`, ...own]
  const found = places.map(async (source): Promise<FoundPolicy[]> => {
    const there = await read(source, { owners, most: MOST_BYTES })
    if (there.kind !== 'text') return foundIn(source, there)
    const { code, output } = await run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', source])
    if (code !== 0) return [{ source, fault: { reason: 'unreadable' } }]
    return [withoutPayloadKeys(await parsed(source, output))]
  })
  return (await Promise.all(found)).flat()
}

// Some managers write the profile's own particulars beside what it sets.
function withoutPayloadKeys(found: FoundPolicy): FoundPolicy {
  if (!('value' in found) || !isTree(found.value)) return found
  const entries = Object.entries(found.value).filter(([name]) => !name.startsWith('Payload'))
  return { ...found, value: Object.fromEntries(entries) }
}

/** Runs a program without a window of its own. */
export function runProgram(command: string, args: readonly string[]): Promise<Ran> {
  const bounds = {
    timeout: PATIENCE_MS,
    maxBuffer: MOST_BYTES,
    windowsHide: true,
    // The command line is quoted already, as cmd wants it.
    windowsVerbatimArguments: true
  }
  return new Promise((resolve) => {
    execFile(command, args, bounds, (error, output) => {
      const code = error ? (typeof error.code === 'number' ? error.code : null) : 0
      resolve({ code, output })
    })
  })
}
