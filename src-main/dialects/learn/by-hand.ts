// Makes a proposal of something that the person said itself, so that what comes of it teaches as much.
import { languageOf } from './clues.ts'
import { isPlain } from './leaves.ts'
import { propose, type Proposal } from './proposal.ts'

export interface KnownValues {
  myName: string | null
  rooms: readonly string[]
}

/** The same call with blanks where known values stood; a send where it holds a sentence. */
export function templateOf(event: string, args: readonly unknown[], known: KnownValues): Proposal {
  const text = longestSentence(args, known)
  const blank = (value: unknown): unknown => {
    if (typeof value === 'string') return blankOf(value, text, known)
    const isRoom = typeof value === 'number' && known.rooms.includes(String(value))
    if (isRoom) return `=number(${text === null ? 'login.room' : 'conversation.remoteId'})`
    if (Array.isArray(value)) return value.map(blank)
    if (!isPlain(value)) return value ?? null
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, blank(part)]))
  }
  const kind = text === null ? 'introduce' : 'send'
  return propose(kind, { event, args: args.map(blank), ack: false }, 1, 'by-hand')
}

function blankOf(value: string, text: string | null, { myName, rooms }: KnownValues): string {
  if (value === text) return '=entry.text'
  if (value === myName) return '=login.name'
  if (rooms.includes(value)) return text === null ? '=login.room' : '=conversation.remoteId'
  return value.startsWith('=') ? `='${value.replace(/['\\]/g, '\\$&')}'` : value
}

function longestSentence(value: unknown, { myName, rooms }: KnownValues): string | null {
  if (typeof value === 'string') {
    const isKnown = value === myName || rooms.includes(value)
    return !isKnown && languageOf(value) >= 0.8 ? value : null
  }
  if (typeof value !== 'object' || value === null) return null
  const found = Object.values(value).flatMap(
    (part) => longestSentence(part, { myName, rooms }) ?? []
  )
  return found.sort((left, right) => right.length - left.length)[0] ?? null
}
