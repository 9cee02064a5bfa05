// Makes a policy of what the places of this system hold: checks each, and reads the dialect files that they name.
import { isAbsolute } from 'node:path'
import { limits } from '../../src-preload/contract/limits.ts'
import type { PolicyFault } from '../../src-preload/contract/policy.ts'
import type { AppliedPolicy, PolicyDialect } from '../ports/policy.ts'
import { ReadPolicy } from './applied-policy.ts'
import { checkPolicy, type CheckedPolicy } from './check-policy.ts'
import type { readGuarded } from './guarded-file.ts'
import type { FoundPolicy } from './places.ts'

export interface DialectReading {
  read: typeof readGuarded
  /** Who may own dialect files; null: the system does not tell. */
  owners: readonly number[] | null
}

/** @param found the computer's own place before the person's */
export async function readPolicy(
  found: readonly FoundPolicy[],
  reading: DialectReading
): Promise<AppliedPolicy> {
  const checked: CheckedPolicy[] = []
  const faults: PolicyFault[] = []
  for (const place of found) {
    if ('fault' in place) faults.push({ source: place.source, path: '', ...place.fault })
    else checked.push(checkPolicy(place.value, place.source))
  }
  faults.push(...checked.flatMap((one) => one.faults))
  const dialects = await Promise.all(
    checked.flatMap(({ dialects: all, source }) =>
      all.map(({ wanted, place }) =>
        readDialect(wanted, { source, path: `dialects.${place}` }, reading)
      )
    )
  )
  return new ReadPolicy({
    checked,
    dialects: dialects.flatMap((one) => ('document' in one ? [one] : [])),
    faults: [...faults, ...dialects.flatMap((one) => ('reason' in one ? [one] : []))],
    sources: found.map(({ source }) => source)
  })
}

// Whether a document is a dialect is for the network process to say: it knows how to compile one.
async function readDialect(
  wanted: string | Record<string, unknown>,
  where: { source: string; path: string },
  { read, owners }: DialectReading
): Promise<PolicyDialect | PolicyFault> {
  if (typeof wanted !== 'string') {
    const isTooLarge = Buffer.byteLength(JSON.stringify(wanted)) > limits.dialectBytes
    return isTooLarge ? { ...where, reason: 'too-large' } : { ...where, document: wanted }
  }
  if (!isAbsolute(wanted)) return { ...where, reason: 'not-fitting' }
  const file = { source: wanted, path: '' }
  const text = await read(wanted, { owners, most: limits.dialectBytes })
  if (text.kind === 'none') return { ...file, reason: 'unreadable' }
  if (text.kind === 'fault') return { ...file, reason: text.reason }
  try {
    const document: unknown = JSON.parse(text.text.replace(/^\uFEFF/, ''))
    const isDocument = typeof document === 'object' && document !== null && !Array.isArray(document)
    return isDocument
      ? { ...file, document: document as Record<string, unknown> }
      : { ...file, reason: 'not-fitting' }
  } catch {
    const { placeInJson } = await import('../base/json-place.ts')
    return { ...file, reason: 'not-json', ...placeInJson(text.text) }
  }
}
