// What the command line says: flags of ours, and links that the system or a harness passes.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isFiloLink, parseConnectLink } from './connect-link.ts'
import { BACKUP_END } from './data/backup-file.ts'
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'

export interface LaunchArguments {
  /** Be in a conversation on this computer at once. */
  host: boolean
  /** Print where the time of this start went. */
  traceBoot: boolean
  /** Start without a window, where the tray brings it. */
  hidden: boolean
  /** Write a message from wherever the person is: for keys that the desktop itself gives out. */
  quickMessage: boolean
  /** Whose folder to use; null is the plain one. */
  profile: string | null
  /** A profile was named by what is no name that a folder may have. */
  isProfileRefused: boolean
  link: ConnectLink | null
  /** There was a link of ours, and it can't be used. */
  isLinkRefused: boolean
  /** A backup to be opened, as an absolute path. */
  backup: string | null
}

const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i

/** Reads argv; what is not ours (Chromium's switches, the app's path) is passed over. Paths go by `folder`. */
export function readArguments(argv: readonly string[], folder = process.cwd()): LaunchArguments {
  const links = argv.map(parseConnectLink).filter((link) => link !== null)
  return {
    host: argv.includes('--host'),
    traceBoot: argv.includes('--trace-boot'),
    quickMessage: argv.includes('--quick-message'),
    hidden: argv.includes('--hidden'),
    ...profileOf(argv),
    link: links[0] ?? null,
    isLinkRefused: links.length === 0 && argv.some(isFiloLink),
    backup: backupOf(argv, folder)
  }
}

// Desktops give paths, or the same as file: links.
function backupOf(argv: readonly string[], folder: string): string | null {
  const paths = argv.map(pathOf).filter((path) => path !== null)
  const path = paths.find((one) => one.toLowerCase().endsWith(BACKUP_END))
  return path === undefined ? null : resolve(folder, path)
}

function pathOf(named: string): string | null {
  if (named.startsWith('-') || named.includes('\0')) return null
  if (!/^file:/i.test(named)) return named
  try {
    return fileURLToPath(named)
  } catch {
    return null
  }
}

function profileOf(argv: readonly string[]): Pick<LaunchArguments, 'profile' | 'isProfileRefused'> {
  const place = argv.findIndex((one) => one === '--profile' || one.startsWith('--profile='))
  const said = argv[place]
  if (said === undefined) return { profile: null, isProfileRefused: false }
  const name = said === '--profile' ? (argv[place + 1] ?? '') : said.slice('--profile='.length)
  const isProfileRefused = !PROFILE_NAME.test(name)
  return { profile: isProfileRefused ? null : name, isProfileRefused }
}
