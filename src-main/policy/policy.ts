// Finds out what an organisation has set on this computer, as Filo starts; most have nothing, and load nothing for it.
import { userInfo } from 'node:os'
import type { AppliedPolicy } from '../ports/policy.ts'
import { readGuarded } from './guarded-file.ts'
import { findPolicies, runProgram, type FoundPolicy, type PolicySystem } from './places.ts'

const ROOT = 0

/** Where nobody has set anything. */
const noPolicy: AppliedPolicy = {
  defaults: {},
  locked: {},
  updatesAllowed: true,
  dialects: [],
  view: null,
  by: 'none',
  forStore: () => null,
  refuseDialects: () => undefined
}

const unreadable: FoundPolicy = { source: process.platform, fault: { reason: 'unreadable' } }

/**
 * @param tried a policy file to go by in place of the system's, absolute; null in any app that people use, since
 *   nobody must be able to walk away from a policy by how they start it
 */
export async function openPolicy(tried: string | null): Promise<AppliedPolicy> {
  const uid = process.getuid?.()
  const trusted = tried === null ? [ROOT] : [ROOT, uid ?? ROOT]
  const owners = uid === undefined ? null : trusted
  const system: PolicySystem = {
    platform: process.platform,
    user: process.platform === 'darwin' ? nameOfPerson() : '',
    tried,
    owners,
    run: runProgram,
    read: readGuarded
  }
  // Whatever happens there, a window opens, and says what it could not read.
  const found = await findPolicies(system).catch(() => [unreadable])
  if (found.length === 0) return noPolicy
  const { readPolicy } = await import('./read-policy.ts')
  return readPolicy(found, { read: readGuarded, owners })
}

// Somebody without an entry among the system's people has no policy of their own.
function nameOfPerson(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}
