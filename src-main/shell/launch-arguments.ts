// What the command line says: flags of ours, and links that the system or a harness passes.
import { parseConnectLink } from './connect-link.ts'
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'

export interface LaunchArguments {
  /** Be in a conversation on this computer at once. */
  host: boolean
  /** Print where the time of this start went. */
  traceBoot: boolean
  link: ConnectLink | null
}

/** Reads argv; what is not ours (Chromium's switches, the app's path) is passed over. */
export function readArguments(argv: readonly string[]): LaunchArguments {
  const links = argv.map(parseConnectLink).filter((link) => link !== null)
  return {
    host: argv.includes('--host'),
    traceBoot: argv.includes('--trace-boot'),
    link: links[0] ?? null
  }
}
