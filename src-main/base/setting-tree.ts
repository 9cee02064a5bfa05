// Settings as trees: single ones and groups of them, laid over each other entry by entry.
import type * as v from 'valibot'

/** Values by name; what is an object is a group of more. */
export type SettingTree = Readonly<Record<string, unknown>>

/** One setting: where it stands, `['notices', 'preview']`, and what it is set to. */
export interface SettingLeaf {
  path: readonly string[]
  value: unknown
}

export function isTree(value: unknown): value is SettingTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The lower tree with what the upper one says in its place; what neither group has stays undefined. */
export function laidOver<Tree extends object>(under: Tree, over: SettingTree): Tree {
  const entries = Object.entries(over).flatMap(([name, value]) => {
    if (value === undefined) return []
    const below: unknown = Reflect.get(under, name)
    return [[name, isTree(value) && isTree(below) ? laidOver(below, value) : value] as const]
  })
  return { ...under, ...Object.fromEntries(entries) }
}

/** All settings of a tree; of a group without any there is none. */
export function leavesOf(tree: object, above: readonly string[] = []): SettingLeaf[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return []
    const path = [...above, name]
    return isTree(value) ? leavesOf(value, path) : [{ path, value }]
  })
}

export function treeOf(leaves: readonly SettingLeaf[]): SettingTree {
  return leaves.reduce<SettingTree>((tree, { path, value }) => {
    const branch = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
    return isTree(branch) ? laidOver(tree, branch) : tree
  }, {})
}

/** What a tree says at a place; undefined where it says nothing. */
export function valueAt(tree: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isTree(at) ? at[name] : undefined), tree)
}

/** The schema of what stands at a place; null where nothing may. Numbers are places in a list. */
export function schemaAt(schema: unknown, path: readonly string[]): v.GenericSchema | null {
  const found = path.reduce<unknown>(entryOf, schema)
  return isTree(found) && '~run' in found ? (found as unknown as v.GenericSchema) : null
}

/** What stands inside optional and nullable ones. */
export function unwrapped(schema: unknown): SettingTree | null {
  if (!isTree(schema)) return null
  return 'wrapped' in schema ? unwrapped(schema['wrapped']) : schema
}

function entryOf(schema: unknown, name: string): unknown {
  const bare = unwrapped(schema)
  if (!bare) return undefined
  if (bare['type'] === 'array') return /^\d+$/.test(name) ? bare['item'] : undefined
  if (bare['type'] === 'record') return bare['value']
  const { entries } = bare
  return isTree(entries) && Object.hasOwn(entries, name) ? entries[name] : undefined
}
