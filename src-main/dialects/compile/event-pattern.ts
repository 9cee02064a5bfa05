// Event names with blanks, such as `chat:{room}:messages`: matched without regular expressions.

/** What the blanks stand for, or null where the name does not fit. */
export type Pattern = (event: string) => Record<string, string> | null

const BLANK = /\{([a-z][A-Za-z0-9]{0,39})\}/g
/** Longest event name that is tried. */
const MAX_EVENT = 500

/** Whether a name has blanks. */
export function isPattern(name: string): boolean {
  return name.search(BLANK) >= 0
}

/** Compiles a name with blanks; each stands for the shortest text that fits, never an empty one. */
export function compilePattern(name: string): Pattern {
  const names = Array.from(name.matchAll(BLANK), (match) => match[1] ?? '')
  const fixed = name.split(BLANK).filter((_, at) => at % 2 === 0)
  return (event) => (event.length > MAX_EVENT ? null : fill(event, names, fixed))
}

function fill(
  event: string,
  names: readonly string[],
  fixed: readonly string[]
): Record<string, string> | null {
  const start = fixed[0] ?? ''
  if (!event.startsWith(start)) return null
  const capture: Record<string, string> = {}
  let from = start.length
  for (const [at, name] of names.entries()) {
    const next = fixed[at + 1] ?? ''
    const isFinal = at === names.length - 1
    const to = isFinal ? event.length - next.length : event.indexOf(next, from + 1)
    if (to <= from || !event.startsWith(next, to)) return null
    capture[name] = event.slice(from, to)
    from = to + next.length
  }
  return capture
}
