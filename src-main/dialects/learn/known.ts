// What understood messages say about the page's calls: which key holds what, and whether there are rooms.
import type { HeardMessage } from './learner.ts'
import type { Known } from './page-proposals.ts'
import type { Role } from './page-roles.ts'

/** Gathers it; the surest messages first. */
export function knownFrom(heard: readonly HeardMessage[]): Known {
  const keys = new Map<string, Role>()
  const fixed = new Map<string, unknown>()
  const learn = (path: string | null, role: Role): void => {
    const name = lastKey(path)
    if (name !== undefined && !keys.has(name)) keys.set(name, role)
  }
  for (const { parts, signs, sample } of heard) {
    for (const path of signs) {
      const name = lastKey(path)
      if (name !== undefined && !fixed.has(name)) fixed.set(name, valueAt(sample, path))
    }
    learn(parts.text, 'text')
    learn(parts.author, 'name')
    learn(parts.room ?? parts.recipient, 'room')
    learn(parts.time, 'time')
  }
  const rooms = heard.filter(({ parts }) => parts.room !== null || parts.recipient !== null)
  return {
    keys,
    fixed,
    hasRooms: rooms.length > 0,
    hasCountedRooms: rooms.some(({ parts, sample }) => {
      return typeof valueAt(sample, parts.room ?? parts.recipient ?? '') === 'number'
    })
  }
}

/** What the server calls the rooms that the latest messages belong to. */
export function roomsIn(heard: readonly HeardMessage[]): string[] {
  return heard.flatMap(({ parts, sample }) => {
    const room = valueAt(sample, parts.room ?? parts.recipient ?? '')
    return typeof room === 'string' || typeof room === 'number' ? [String(room)] : []
  })
}

function lastKey(path: string | null): string | undefined {
  const key = /(?:\.(\w+)|\["([^"]+)"\])$/.exec(path ?? '')
  return key?.[1] ?? key?.[2]
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
