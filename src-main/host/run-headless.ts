// Owns a host without a window: says where it listens, ends cleanly on a signal.
import type { Failure, FailureCode } from '../../src-preload/contract/failure.ts'
import { parseCommand, usage, type HostCommand } from './command-line.ts'
import { openHost } from './open-host.ts'

/** How it ended, for scripts. */
const exitCodes = { failed: 1, wrongArguments: 2, portTaken: 3 } as const

/** Runs until SIGINT or SIGTERM; sets the exit code and a sentence on stderr where it can't. */
export async function runHeadless(args: readonly string[]): Promise<void> {
  const parsed = parseCommand(args)
  if (parsed.kind === 'help') return void process.stdout.write(usage)
  if (parsed.kind === 'wrong') return fail(`${parsed.why}\n\n${usage}`, exitCodes.wrongArguments)
  const { command } = parsed
  const opened = await openHost(command)
  if (!opened.ok) {
    const { code } = opened.failure
    return fail(
      sentenceOf(opened.failure, command),
      code === 'host-port-taken' ? exitCodes.portTaken : exitCodes.failed
    )
  }
  const host = opened.value
  // An interrupt while closing must not cut it short.
  const stop = (): void => void (closing ??= host.close())
  let closing: Promise<void> | undefined
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const invite = host.inviteLink === null ? '' : `, invite ${host.inviteLink}`
  process.stdout.write(`Filo host listening on ${host.address}${invite}\n`)
}

function fail(sentence: string, exitCode: number): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = exitCode
}

function sentenceOf({ code, detail }: Failure, { port, dataDir }: HostCommand): string {
  const cause = String(detail?.['cause'] ?? code)
  const sentences: Partial<Record<FailureCode | 'data-in-use', string>> = {
    'host-port-taken': `Port ${port} is taken or not allowed. Choose another with --port.`,
    'store-corrupt': `The data in ${dataDir} can't be read: it is damaged or not a Filo host's.`,
    'disk-full': `There is no room left on the disk of ${dataDir}.`,
    'data-in-use': `Another Filo host is using ${dataDir}. Stop it, or choose another folder with --data.`
  }
  const key = cause === 'data-in-use' ? cause : code
  return sentences[key] ?? `The host could not start: ${cause}.`
}
