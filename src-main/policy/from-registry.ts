// Turns what `reg query /s` prints into the shape of a policy: subkeys are groups, or lists where they are numbered.
import { isTree, schemaAt, unwrapped } from '../base/setting-tree.ts'
import { policySchema } from './schema.ts'

type Tree = { [name: string]: unknown }

const VALUE = /^ {4}(\S.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/
/** A key's nameless value is printed with a word of the system's language in brackets. */
const NAMELESS = /^\(.*\)$/

/** `root` is the key as it was asked for; the answer spells its hive in full. */
export function fromRegistry(printed: string, root: string): unknown {
  const tree: Tree = {}
  const depth = root.split('\\').length
  let place: string[] = []
  for (const line of printed.split(/\r?\n/)) {
    const value = VALUE.exec(line)
    if (value) put(tree, place, value)
    else if (line.startsWith('HKEY_')) place = line.split('\\').slice(depth)
  }
  return withLists(tree)
}

function put(tree: Tree, place: readonly string[], found: RegExpExecArray): void {
  const [, name = '', type = '', data = ''] = found
  if (NAMELESS.test(name)) return
  let at = tree
  for (const part of place) {
    const next = at[part]
    const branch: Tree = isTree(next) ? next : {}
    at[part] = branch
    at = branch
  }
  at[name] = valueOf(type, data, [...place, name])
}

function valueOf(type: string, data: string, path: readonly string[]): unknown {
  if (type === 'REG_MULTI_SZ') return data.split('\\0').filter((part) => part !== '')
  if (type === 'REG_DWORD' || type === 'REG_QWORD') return asWanted(Number(data), path)
  return fromText(data, path)
}

// The registry knows no yes and no: 1 and 0 stand for them wherever a policy wants one.
function asWanted(number: number, path: readonly string[]): unknown {
  const isYesOrNo = wantedAt(path).type === 'boolean' && (number === 0 || number === 1)
  return isYesOrNo ? number === 1 : number
}

// Templates of Windows write numbers and lists as text, too; what has no text there is read as JSON.
function fromText(text: string, path: readonly string[]): unknown {
  const { type, isNullable } = wantedAt(path)
  if (isNullable && text === 'null') return null
  if (type === 'string' || type === 'picklist' || !/^\s*([[{]|-?\d+$|true$|false$)/.test(text)) {
    return text
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function wantedAt(path: readonly string[]): { type: unknown; isNullable: boolean } {
  let schema: unknown = schemaAt(policySchema, fromNought(path))
  const type = unwrapped(schema)?.['type']
  let isNullable = false
  while (isTree(schema) && 'wrapped' in schema) {
    isNullable ||= schema['type'] === 'nullable'
    schema = schema['wrapped']
  }
  return { type, isNullable }
}

// Lists are numbered from 1 there; which number it is makes no difference to what is wanted.
function fromNought(path: readonly string[]): string[] {
  return path.map((part) => (/^\d+$/.test(part) ? '0' : part))
}

function withLists(value: unknown): unknown {
  if (!isTree(value)) return value
  const names = Object.keys(value)
  const isList = names.length > 0 && names.every((name) => /^\d+$/.test(name))
  if (isList) {
    const ordered = names.toSorted((one, other) => Number(one) - Number(other))
    return ordered.map((name) => withLists(value[name]))
  }
  return Object.fromEntries(names.map((name) => [name, withLists(value[name])]))
}
