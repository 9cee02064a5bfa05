// Tries an address without keeping anything: looks at it, connects, listens a moment, and closes.
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { AddressFinding } from '../../../src-preload/contract/network-calls.ts'
import type { CompiledDialect, Opening } from '../../dialects/compiled.ts'
import type { HeardEvent, Recognition, Seen } from '../../dialects/recognise.ts'
import type { ClientConnected } from './client.ts'
import { clientFor, type Clients } from './clients.ts'
import { failure } from './connect-failure.ts'
import { diagnose } from './diagnose.ts'
import { probeAddress, type ProbeFinding } from './probe-address.ts'
import type { Target } from './target.ts'

export interface AddressTry {
  target: Target
  clients: Clients
  /** Refused handshakes are read by this; null where no dialect is chosen yet. */
  dialect: CompiledDialect | null
  /** How long to listen for what the server says by itself, ms; 0: not at all. */
  listenMs: number
  recognise: (seen: Seen) => Recognition
}

/** Recognises nothing, for tries that are not about the dialect. */
export const noRecognition: Recognition = { id: null, candidates: [], refusal: null }

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
  const { about, seen } = connected.value
  const { id, candidates } = attempt.dialect
    ? { ...noRecognition, id: attempt.dialect.id }
    : attempt.recognise(seen)
  return done({
    generation: about.generation,
    path: attempt.target.path,
    transport: about.transport,
    dialectId: id,
    serverName: null,
    candidates
  })
}

interface Meeting {
  about: ClientConnected
  seen: Seen
}

/** Connects, listens for `listenMs`, and closes again. */
export function connectOnce(
  attempt: AddressTry,
  found: ProbeFinding | null
): Promise<Result<Meeting>> {
  return new Promise((resolve) => {
    const heard: HeardEvent[] = []
    let met: ClientConnected | null = null
    const opening = openingOf(attempt.target, found)
    const meet = (about: ClientConnected): void =>
      finish(
        done({ about, seen: { heard, opening: { ...opening, generation: about.generation } } })
      )
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
          setTimeout(() => meet(about), attempt.listenMs)
        },
        onRefused: (refusal) => {
          const reading = diagnose(refusal, attempt.target, refusalReader(attempt, opening))
          void reading.then((why) => finish({ ok: false, failure: why }))
        },
        // A server that sends strangers away was found all the same.
        onDisconnected: () => {
          if (met) meet(met)
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

function openingOf({ path, namespace }: Target, found: ProbeFinding | null): Opening {
  const handshake = found?.handshake ?? null
  return { generation: found?.generation ?? null, path, namespace, handshake, refusal: null }
}

/** Reads a refusal in the words of the dialect, or of the one that is recognised by them. */
function refusalReader(
  { dialect, recognise }: AddressTry,
  opening: Opening
): (data: unknown, message: string) => Failure | null {
  return (data, message) => {
    if (dialect) return dialect.readRefusal(data, message)
    const seen = { heard: [], opening: { ...opening, refusal: { data, message } } }
    return recognise(seen).refusal
  }
}
