// Checks what a place held, part by part: what is right holds, and of each part that is wrong the place is said.
import * as v from 'valibot'
import { limits } from '../../src-preload/contract/limits.ts'
import type { PolicyFault } from '../../src-preload/contract/policy.ts'
import { isTree, leavesOf, schemaAt, treeOf, type SettingTree } from '../base/setting-tree.ts'
import {
  MOST_DIALECTS,
  policyDialectSchema,
  policySchema,
  policyServerSchema,
  type PolicyServer
} from './schema.ts'

/** A policy as one place holds it; what is wrong in it is left out. */
export interface CheckedPolicy {
  source: string
  organisation: string
  servers: PolicyServer[]
  /** With the place of each in the list as it was written. */
  dialects: { place: number; wanted: string | Record<string, unknown> }[]
  defaults: SettingTree
  locked: SettingTree
  faults: PolicyFault[]
}

const SERVERS = { entry: policyServerSchema, most: limits.servers }
const DIALECTS = { entry: policyDialectSchema, most: MOST_DIALECTS }

type Path = readonly string[]
type Tell = (path: Path, reason?: 'unknown-key' | 'not-fitting') => void

/**
 * A policy is not refused as a whole: one slip of the pen would undo every lock in it. A server with a fault is
 * left out, of settings each that does not fit.
 */
export function checkPolicy(value: unknown, source: string): CheckedPolicy {
  const faults: PolicyFault[] = []
  const tell: Tell = (path, reason = 'not-fitting') =>
    void faults.push({ source, reason, path: path.join('.') })
  const given = isTree(value) ? value : {}
  if (!isTree(value)) tell([])
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(policySchema.entries, name)) tell([name], 'unknown-key')
  }
  return {
    source,
    organisation:
      whole(policySchema.entries.organisation, given['organisation'], ['organisation'], tell) ?? '',
    servers: list(SERVERS, given['servers'], ['servers'], tell).map(({ entry }) => entry),
    dialects: list(DIALECTS, given['dialects'], ['dialects'], tell).map(({ place, entry }) => ({
      place,
      wanted: entry
    })),
    defaults: settings(given, 'defaults', tell),
    locked: settings(given, 'locked', tell),
    faults
  }
}

function whole<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  path: Path,
  tell: Tell
): v.InferOutput<Schema> | null {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  for (const issue of parsed.issues) {
    const inner = (issue.path ?? []).map(({ key }) => String(key))
    const isUnknown = issue.kind === 'schema' && issue.expected === 'never'
    tell([...path, ...inner], isUnknown ? 'unknown-key' : 'not-fitting')
  }
  return null
}

interface ListOf<Entry extends v.GenericSchema> {
  entry: Entry
  most: number
}

function list<Entry extends v.GenericSchema>(
  { entry, most }: ListOf<Entry>,
  value: unknown,
  path: Path,
  tell: Tell
): { place: number; entry: v.InferOutput<Entry> }[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > most) {
    tell(path)
    return []
  }
  return value.flatMap((given: unknown, place) => {
    const read = whole(entry, given, [...path, String(place)], tell)
    return read === null ? [] : [{ place, entry: read }]
  })
}

function settings(given: SettingTree, part: 'defaults' | 'locked', tell: Tell): SettingTree {
  const tree = given[part]
  if (tree === undefined) return {}
  if (!isTree(tree)) {
    tell([part])
    return {}
  }
  const leaves = leavesOf(tree).flatMap(({ path, value }) => {
    const schema = schemaAt(policySchema.entries[part], path)
    if (!schema) tell([part, ...path], 'unknown-key')
    const parsed = schema && v.safeParse(schema, value)
    if (parsed?.success === false) tell([part, ...path])
    return parsed?.success ? [{ path, value: parsed.output }] : []
  })
  return treeOf(leaves)
}
