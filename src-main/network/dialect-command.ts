// What `npm run dialect` understands on its command line.
import { parseArgs } from 'node:util'

export interface DialectCommand {
  file: string
  /** Null: the file is only checked. */
  url: string | null
  name: string
  fields: Record<string, string>
  namespace: string | null
  path: string | null
  /** Which conversation to send to; null: the only one, or the first that the server tells. */
  to: string | null
  /** Null: nothing is sent. */
  text: string | null
  listenMs: number
}

export const usage = `Usage: npm run dialect -- check FILE [--url URL] [options]

Checks a dialect file. With --url it is tried at a server: connects, introduces itself, listens, and
says of each event how the dialect reads it. Nothing is sent but the introduction, unless you say --send.

  --url URL        the server, such as http://127.0.0.1:3000
  --name NAME      who to be there (default: Filo)
  --field K=V      what else the dialect asks for, such as --field room=lobby; may be repeated
  --namespace NS   instead of the dialect's
  --path PATH      instead of the dialect's, or /socket.io
  --send TEXT      send this once
  --to ID          into this conversation (default: the only one, or the first)
  --seconds N      how long to listen (default 10)

Ends with 0 where all went well, 1 where the file has faults, 2 for wrong arguments, 3 where the server
was not reached or did not let us in, 4 where it refused what was sent.`

export type ParsedCommand =
  { kind: 'run'; command: DialectCommand } | { kind: 'help' } | { kind: 'wrong'; why: string }

const options = {
  url: { type: 'string' },
  name: { type: 'string', default: 'Filo' },
  field: { type: 'string', multiple: true },
  namespace: { type: 'string' },
  path: { type: 'string' },
  send: { type: 'string' },
  to: { type: 'string' },
  seconds: { type: 'string', default: '10' },
  help: { type: 'boolean', short: 'h' }
} as const

/** Reads the arguments after the script's name. */
export function parseDialectCommand(args: readonly string[]): ParsedCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options
    })
    if (values.help) return { kind: 'help' }
    const [verb, file, ...more] = positionals
    if (verb !== 'check' || file === undefined || more.length > 0) {
      return { kind: 'wrong', why: 'It takes the word check and one file.' }
    }
    const seconds = Number(values.seconds)
    if (!(seconds > 0 && seconds <= 3600)) {
      return { kind: 'wrong', why: `--seconds takes a number up to 3600, not '${values.seconds}'` }
    }
    const fields = readFields(values.field ?? [])
    if (typeof fields === 'string') return { kind: 'wrong', why: fields }
    const { url = null, name, namespace = null, path = null, to = null, send = null } = values
    const command = { file, url, name, fields, namespace, path, to, text: send }
    return { kind: 'run', command: { ...command, listenMs: seconds * 1000 } }
  } catch (cause) {
    return { kind: 'wrong', why: cause instanceof Error ? cause.message : String(cause) }
  }
}

function readFields(pairs: readonly string[]): Record<string, string> | string {
  const fields: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0) return `--field takes a name and a value, such as room=lobby, not '${pair}'`
    fields[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return fields
}
