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
import { WaySearch, type WayHints } from './way-search.ts'
import { argsOf } from '../wire-args.ts'

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
export async function tryAddress(
  attempt: AddressTry,
  hints: WayHints
): Promise<Result<AddressFinding>> {
  const met = await meet(attempt, hints)
  if (!met.ok) return met
  const { about, seen, target } = met.value
  const { path, namespace, parser } = target
  const { id, candidates } = attempt.dialect
    ? { ...noRecognition, id: attempt.dialect.id }
    : attempt.recognise(seen)
  return done({
    generation: about.generation,
    path,
    namespace,
    parser,
    transport: about.transport,
    dialectId: id,
    serverName: null,
    candidates
  })
}

/** Connects once by whichever way leads there: other generations, paths, namespaces and parsers where they are open. */
export async function meet(
  attempt: AddressTry,
  hints: WayHints
): Promise<Result<Meeting & { target: Target }>> {
  const search = new WaySearch(attempt.target, hints)
  let { target } = attempt
  for (;;) {
    const met = await lookAndConnect({ ...attempt, target })
    if (met.ok) return done({ ...met.value, target })
    const next = await search.next(met.failure)
    if (!next) return { ok: false, failure: search.verdict(met.failure) }
    target = next
  }
}

async function lookAndConnect(attempt: AddressTry): Promise<Result<Meeting>> {
  const { target } = attempt
  const probed = await probeAddress(target, LIMIT_MS)
  if (!probed.ok) return probed
  // What only takes WebSockets tells no generation: the one that is asked for stands.
  return await connectOnce(attempt, probed.value.polling ? probed.value : null)
}

export interface Meeting {
  about: ClientConnected
  seen: Seen
}

/** Connects, listens for `listenMs`, and closes again. */
export function connectOnce(
  attempt: AddressTry,
  found: ProbeFinding | null
): Promise<Result<Meeting>> {
  return new Promise((resolve) => {
    const generation = generationFor(attempt.target, found)
    const target: Target = { ...attempt.target, generation }
    const heard: HeardEvent[] = []
    let met: ClientConnected | null = null
    const opening = openingOf(target, found)
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
      generation
    )({
      target,
      resume: null,
      timeoutMs: LIMIT_MS,
      listeners: {
        onConnected: (about) => {
          met = about
          setTimeout(() => meet(about), attempt.listenMs)
        },
        onRefused: (refusal) => {
          const reading = diagnose(refusal, target, refusalReader(attempt, opening))
          void reading.then((why) => finish({ ok: false, failure: why }))
        },
        // A server that sends strangers away was found all the same.
        onDisconnected: () => {
          if (met) meet(met)
          else finish({ ok: false, failure: failure('server-closed', true) })
        },
        onEvent: (event, args) => {
          if (heard.length < 100) heard.push({ event, args: argsOf(args) })
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

// What the person set stands, however wrong: they are told so then.
function generationFor(target: Target, found: ProbeFinding | null): '2' | '4' {
  const isFound = target.open.generation && found !== null
  const generation = isFound ? `${found.generation}` : target.generation
  return generation === '2' ? '2' : '4'
}
