// Tries an address without keeping anything: looks at it, connects, listens a moment, and closes.
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { AddressFinding } from '../../../src-preload/contract/network-calls.ts'
import type { CompiledDialect } from '../../dialects/compiled.ts'
import type { ClientConnected } from './client.ts'
import { clientFor, type Clients } from './clients.ts'
import { failure } from './connect-failure.ts'
import { diagnose } from './diagnose.ts'
import { probeAddress, type ProbeFinding } from './probe-address.ts'
import type { Target } from './target.ts'

/** An event as it was heard; for recognising dialects. */
export interface HeardEvent {
  event: string
  args: unknown[]
}

export interface AddressTry {
  target: Target
  clients: Clients
  /** Refused handshakes are read by this; null where no dialect is chosen yet. */
  dialect: CompiledDialect | null
  /** How long to listen for what the server says by itself, ms; 0: not at all. */
  listenMs: number
  recognise: (heard: HeardEvent[]) => string | null
}

const LIMIT_MS = 10_000

/** Answers what is at an address, or why nothing can be reached there. */
export async function tryAddress(attempt: AddressTry): Promise<Result<AddressFinding>> {
  const probed = await probeAddress(attempt.target, LIMIT_MS)
  if (!probed.ok) return probed
  const { generation } = probed.value
  if (generation === 2 && !attempt.clients['2']) {
    return { ok: false, failure: failure('server-version-unsupported', false) }
  }
  const connected = await connectOnce(attempt, probed.value)
  if (!connected.ok) return connected
  const { about, heard } = connected.value
  return done({
    generation: about.generation,
    path: attempt.target.path,
    transport: about.transport,
    dialectId: attempt.dialect?.id ?? attempt.recognise(heard),
    serverName: null
  })
}

interface Meeting {
  about: ClientConnected
  heard: HeardEvent[]
}

/** Connects, listens for `listenMs`, and closes again. */
export function connectOnce(
  attempt: AddressTry,
  found: ProbeFinding | null
): Promise<Result<Meeting>> {
  return new Promise((resolve) => {
    const heard: HeardEvent[] = []
    let met: ClientConnected | null = null
    const finish = (result: Result<Meeting>): void => {
      client.close()
      resolve(result)
    }
    const client = clientFor(
      attempt.clients,
      found?.generation === 2 ? '2' : '4'
    )({
      target: attempt.target,
      resume: null,
      timeoutMs: LIMIT_MS,
      listeners: {
        onConnected: (about) => {
          met = about
          setTimeout(() => finish(done({ about, heard })), attempt.listenMs)
        },
        onRefused: (refusal) => {
          const { dialect } = attempt
          const read = dialect
            ? (data: unknown, message: string): Failure | null => dialect.readRefusal(data, message)
            : null
          const reading = diagnose(refusal, attempt.target, read)
          void reading.then((why) => finish({ ok: false, failure: why }))
        },
        // A server that sends strangers away was found all the same.
        onDisconnected: () => {
          if (met) finish(done({ about: met, heard }))
          else finish({ ok: false, failure: failure('server-closed', true) })
        },
        onEvent: (event, args) => {
          if (heard.length < 100) heard.push({ event, args })
        },
        onHeard: () => undefined,
        onUpgraded: () => undefined
      }
    })
    client.connect()
  })
}
