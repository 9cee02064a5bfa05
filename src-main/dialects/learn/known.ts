// What understood messages say about the page's calls: which key holds what, and whether there are rooms.
import type { HeardMessage } from './learner.ts'
import type { Known } from './page-proposals.ts'
import type { Role } from './page-script.ts'

export function knownFrom(heard: readonly HeardMessage[]): Known {
  const keys = new Map<string, Role>()
  const learn = (path: string | null, role: Role): void => {
    const key = /(?:\.(\w+)|\["([^"]+)"\])$/.exec(path ?? '')
    const name = key?.[1] ?? key?.[2]
    if (name !== undefined && !keys.has(name)) keys.set(name, role)
  }
  for (const { parts } of heard) {
    learn(parts.text, 'text')
    learn(parts.author, 'name')
    learn(parts.room ?? parts.recipient, 'room')
    learn(parts.time, 'time')
  }
  const rooms = heard.filter(({ parts }) => parts.room !== null || parts.recipient !== null)
  return {
    keys,
    hasRooms: rooms.length > 0,
    hasCountedRooms: rooms.some(({ parts, sample }) => {
      return typeof valueAt(sample, parts.room ?? parts.recipient ?? '') === 'number'
    })
  }
}

/** The value at a path that `takeApart` made. */
function valueAt(args: readonly unknown[], path: string): unknown {
  const steps = path.matchAll(/\[(\d+)\]|\.(\w+)|\["([^"]+)"\]/g)
  let value: unknown = args
  for (const [, index, name, quoted] of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[index ?? name ?? quoted ?? '']
  }
  return value
}
