// Arguments of events as their JSON came over the wire: taken apart where somebody looks at them, and not before.

/** One event's arguments that nobody has looked at yet. Shared with whoever else has them: never changed. */
export class WireArgs {
  /** The event as JSON: a list of its name and its arguments. */
  readonly text: string
  #args: unknown[] | null = null

  constructor(text: string) {
    this.text = text
  }

  /** None where the text turns out to be no JSON. */
  get args(): unknown[] {
    this.#args ??= readArgs(this.text) ?? []
    return this.#args
  }
}

/** Arguments, however they came. */
export function argsOf(args: unknown[] | WireArgs): unknown[] {
  return args instanceof WireArgs ? args.args : args
}

/** The arguments of an event in JSON; null where it is none. */
export function readArgs(text: string): unknown[] | null {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.slice(1) : null
  } catch {
    return null
  }
}

const QUOTE = 34
const OPEN_LIST = 91
const BACKSLASH = 92

/** The name of an event in JSON where it stands there without escapes; null: somebody else has to find out. */
export function nameIn(text: string): string | null {
  if (text.charCodeAt(0) !== OPEN_LIST || text.charCodeAt(1) !== QUOTE || !text.endsWith(']')) {
    return null
  }
  const end = text.indexOf('"', 2)
  const next = text.charAt(end + 1)
  if (end < 0 || (next !== ',' && next !== ']')) return null
  const name = text.slice(2, end)
  return name.includes('\\') ? null : name
}

/** The last argument of an event in JSON where it is a text: a server's offset is one. */
export function lastText(text: string): string | null {
  if (!text.endsWith('"]')) return null
  const end = text.length - 2
  const start = text.lastIndexOf('"', end - 1) + 1
  const found = text.slice(start, end)
  if (text.charCodeAt(start - 2) !== BACKSLASH && !found.includes('\\')) return found
  const last = readArgs(text)?.at(-1)
  return typeof last === 'string' ? last : null
}
