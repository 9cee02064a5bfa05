// Stands in for a server while it is learned: silent until it is told what it wants, then it talks; says whether a message got through.
import { isDeepStrictEqual } from 'node:util'
import { valueAt, type LearnServer, type Told, type Wanted } from './learn-sessions.ts'

/** What the person fills in. */
export type Person = Readonly<Record<string, string>>

/** What came of something that was said. */
export interface Outcome {
  /** Whether the server took it for what it wanted next, or for a message. */
  isTaken: boolean
  /** What it answers; null: nothing. */
  ack: unknown[] | null
}

/**
 * Fixed texts that a server tells calls apart by; without them it would not know what is meant. Other
 * fixed texts, such as a browser's name, are only kept or shown.
 */
const DISPATCHING = new Set([
  ...[
    'type',
    'action',
    'method',
    'component',
    'strategy',
    'url',
    't',
    'kind',
    'mimeType',
    'headers'
  ]
])
/** Blanks that each client fills in for itself; servers hand them on as they come. */
const OWN = /^\{\{(uuid|now|clientMsgId|msgId|sessionId|socketId)/

/** The person of this server: `{{room}}` is where its messages are. */
export function personOf({ message: { args, parts } }: LearnServer): Person {
  const room = parts.room === undefined ? undefined : valueAt(args, parts.room)
  return {
    name: 'Me',
    room: typeof room === 'string' || typeof room === 'number' ? String(room) : 'room-1',
    password: 'hunter2hunter2',
    token: 'tok-3f9a',
    email: 'me@example.org',
    userId: '65f1c0ffee0000000000a001',
    board: '1001'
  }
}

/** One connection to an emulated server. */
export class EmulatedServer {
  readonly #server: LearnServer
  readonly #person: Person
  #joined = 0

  constructor(server: LearnServer, person: Person) {
    this.#server = server
    this.#person = person
  }

  /** Whether it has been told all that it wants before it talks. */
  get talks(): boolean {
    return this.#joined >= (this.#server.join?.length ?? 0)
  }

  /** The person introduces itself: steps count in their order. */
  introduce(said: Told): Outcome {
    const next = this.#server.join?.[this.#joined]
    if (!next || !this.#takes(next, said, {})) {
      return { isTaken: false, ack: next?.event === said.event ? (next.refusal ?? null) : null }
    }
    this.#joined += 1
    return { isTaken: true, ack: ackOf(next) }
  }

  /** Somebody says a text; `to` is the conversation that it is meant for. */
  say(said: Told, text: string, to: string): Outcome {
    const way = this.#server.send?.find((one) => this.#takes(one, said, { text, to }))
    return way ? { isTaken: true, ack: ackOf(way) } : { isTaken: false, ack: null }
  }

  #takes(wanted: Wanted, said: Told, more: { text?: string; to?: string }): boolean {
    if (wanted.event !== said.event) return false
    const blanks = { ...this.#person, ...more }
    return wanted.args.every((arg, at) => fits(arg, said.args[at], blanks))
  }
}

function ackOf({ ack }: Wanted): unknown[] | null {
  return ack === true ? [{ ok: true }] : (ack ?? null)
}

/** What is wanted, as somebody who knows would say it. */
export function filledIn(wanted: unknown, person: Person): unknown {
  if (typeof wanted === 'string') {
    const filled = wanted.replace(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => {
      const value = valueOf(name, person)
      return value === '\0' ? `my-${name}` : value
    })
    return wanted.endsWith(':int}}') ? Number(filled) : filled
  }
  if (Array.isArray(wanted)) return wanted.map((part) => filledIn(part, person))
  if (!isRecord(wanted)) return wanted
  return Object.fromEntries(
    Object.entries(wanted).map(([key, part]) => [key, filledIn(part, person)])
  )
}

type Blanks = Readonly<Record<string, string | undefined>>

/** Whether what was said holds all that is wanted; more may be there. */
function fits(wanted: unknown, said: unknown, blanks: Blanks, key = ''): boolean {
  if (typeof wanted === 'string') return fitsText(wanted, said, blanks, key)
  if (Array.isArray(wanted)) {
    const isTold = wanted.every((part, at) => {
      return Array.isArray(said) && fits(part, said[at], blanks)
    })
    return isTold || !holdsBlank(wanted)
  }
  if (typeof wanted !== 'object' || wanted === null) {
    return !DISPATCHING.has(key) || isDeepStrictEqual(wanted, said)
  }
  // An empty object asks for nothing that a server reads.
  if (Object.keys(wanted).length === 0) return true
  if (!isRecord(said)) return !holdsBlank(wanted) && !DISPATCHING.has(key)
  return Object.entries(wanted).every(([name, part]) => fits(part, said[name], blanks, name))
}

function fitsText(wanted: string, said: unknown, blanks: Blanks, key: string): boolean {
  if (OWN.test(wanted)) return true
  if (!wanted.includes('{{')) return (key !== '' && !DISPATCHING.has(key)) || wanted === said
  const filled = wanted.replace(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => valueOf(name, blanks))
  const isNumber = wanted.endsWith(':int}}')
  if (wanted.endsWith(':bytes}}')) return said instanceof Uint8Array || said === filled
  return isNumber ? said === Number(filled) : said === filled
}

function valueOf(name: string, blanks: Blanks): string {
  const names: Readonly<Record<string, string>> = { me: 'name', meId: 'userId', toId: 'to' }
  return blanks[names[name] ?? name] ?? '\0'
}

function holdsBlank(value: unknown): boolean {
  return JSON.stringify(value).includes('{{')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
