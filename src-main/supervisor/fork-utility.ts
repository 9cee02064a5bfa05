// Forks one of our processes as an Electron utility process, and shows it in the supervisor's shape.
import { utilityProcess, type MessagePortMain } from 'electron'
import { join } from 'node:path'
import type { Port } from '../../src-preload/contract/port.ts'
import { takeLine } from '../base/log.ts'
import { logKey } from '../base/log-facts.ts'
import type { PortHandover, PortRole } from '../ports/process-calls.ts'
import { ChildOutput } from './child-output.ts'
import type { Forked } from './supervised.ts'

/** Starts `out/main/<name>.process.cjs`; what it logs goes where our own log goes, what else it prints to the terminal. */
export function forkUtility(name: string): Forked {
  const child = utilityProcess.fork(join(import.meta.dirname, `${name}.process.cjs`), [], {
    serviceName: `filo-${name}`,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment()
  })
  child.stdout?.on('data', (chunk: Buffer) => process.stdout.write(chunk))
  const printed = new ChildOutput({
    key: logKey,
    onLine: takeLine,
    onForeign: (text) => process.stderr.write(text)
  })
  child.stderr?.on('data', (chunk: Buffer) => printed.take(chunk))
  child.stderr?.on('end', () => printed.end())
  return {
    get pid() {
      return child.pid
    },
    port: portFromUtility(child),
    hand: (role: PortRole, channelEnd: unknown) => {
      const handover: PortHandover = { filoPort: role }
      // The broker made this end; the supervisor's shape stays free of Electron.
      child.postMessage(handover, [channelEnd as MessagePortMain])
    },
    onExit: (listener) => void child.on('exit', listener),
    // Our processes keep everything on disk: nothing is lost by ending one at once.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    }
  }
}

function portFromUtility(child: Electron.UtilityProcess): Port {
  return {
    post: (value) => child.postMessage(value),
    onMessage: (listener) => {
      child.on('message', listener)
      return () => child.off('message', listener)
    },
    onClose: (listener) => {
      child.on('exit', listener)
      return () => child.off('exit', listener)
    },
    close: () => void child.kill()
  }
}

// A child needs no more of our environment than this: the rest may hold secrets or change how Node behaves.
function childEnvironment(): Record<string, string> {
  const wanted =
    /^(FILO_.*|PATH|HOME|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SystemRoot|APPDATA|SSL_CERT_.*)$/
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => wanted.test(entry[0]) && entry[1] !== undefined
  )
  return { ...Object.fromEntries(entries), FILO_LOG_KEY: logKey }
}
