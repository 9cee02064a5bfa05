// Finds out why a connection failed, by looking at the address where the failure itself says too little.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { CompiledDialect } from '../../dialects/compiled.ts'
import type { ClientRefusal } from './client.ts'
import { failure, plainFailure } from './connect-failure.ts'
import { probeAddress } from './probe-address.ts'
import type { Target } from './target.ts'

const PROBE_LIMIT_MS = 10_000

/** Names the failure; the dialect's own words for a refused handshake come first. */
export async function diagnose(
  refusal: ClientRefusal,
  target: Target,
  readRefusal: CompiledDialect['readRefusal'] | null
): Promise<Failure> {
  if (refusal.kind === 'refused') {
    const known = readRefusal?.(refusal.data, refusal.message)
    if (known) return known
  }
  const plain = plainFailure(refusal)
  if (plain && plain.code !== 'server-malformed') return plain
  const seen = await lookAt(target, refusal)
  // What can't be read may only be of another generation.
  return plain && seen.code !== 'server-version-unsupported' ? plain : seen
}

async function lookAt(target: Target, refusal: ClientRefusal): Promise<Failure> {
  const found = await probeAddress(target, PROBE_LIMIT_MS)
  if (!found.ok) return found.failure
  const { generation, polling } = found.value
  // What only takes WebSockets tells no generation.
  if (polling && (generation === 2) !== (target.generation === '2')) {
    return failure('server-version-unsupported', false)
  }
  // It opens, yet does not know its own session at the next request.
  if (refusal.kind === 'transport' && refusal.status === 400) {
    return failure('server-session-lost', true)
  }
  // Engine.IO answers, yet the connection was closed before the namespace let us in.
  return refusal.kind === 'closed'
    ? failure('server-closed', true)
    : failure('server-unreachable', true)
}
