// Owns what the headless host understands on its command line.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface HostCommand {
  port: number
  dataDir: string
  isShared: boolean
  hostName: string | undefined
}

export const usage = `Usage: npm run host -- [--port N] [--data DIR] [--share] [--name NAME]

  --port N     port to listen on (default 3000; 0 takes any free one)
  --data DIR   folder for messages and people (default ~/.filo-host)
  --share      let other machines come; prints the invite link
  --name NAME  what guests see as this server's name (default: the computer's)
`

export type CommandResult =
  { kind: 'run'; command: HostCommand } | { kind: 'help' } | { kind: 'wrong'; why: string }

/** Reads the arguments after the script's name. */
export function parseCommand(args: readonly string[]): CommandResult {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        headless: { type: 'boolean' },
        port: { type: 'string', default: '3000' },
        data: { type: 'string', default: join(homedir(), '.filo-host') },
        share: { type: 'boolean', default: false },
        name: { type: 'string' },
        help: { type: 'boolean', short: 'h' }
      }
    })
    if (values.help) return { kind: 'help' }
    const port = Number(values.port)
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
      return { kind: 'wrong', why: `--port takes a number from 0 to 65535, not '${values.port}'` }
    }
    if (values.data === '') return { kind: 'wrong', why: '--data takes a folder' }
    const { data: dataDir, share: isShared, name: hostName } = values
    return { kind: 'run', command: { port, dataDir, isShared, hostName } }
  } catch (cause) {
    return { kind: 'wrong', why: cause instanceof Error ? cause.message : String(cause) }
  }
}
