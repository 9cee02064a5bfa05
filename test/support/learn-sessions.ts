// Plays what a server would send to somebody who only listens, and knows what the learner should find in it.
import { BELIEVED, Learner } from '../../src-main/dialects/learn/learner.ts'
import type { EventReading } from '../../src-main/dialects/learn/study.ts'
import servers from './learn-servers.json'
import { clientPages, pages } from './learn-pages.ts'
import wanted from './learn-wants.json'

export interface Told {
  event: string
  args: unknown[]
}

/** Something that a server wants to be told; `{{me}}` and other blanks stand for what is filled in. */
export interface Wanted extends Told {
  /** What it answers; true: something good. */
  ack?: unknown[] | true
  /** What it answers where the event is right and what it holds is not. */
  refusal?: unknown[]
}

/** A server's message event, and where its parts lie: `args[0].user.name`, `json(args[0]).text`. */
export interface LearnServer {
  id: string
  others: Told[]
  message: Told & {
    parts: Partial<Record<'text' | 'author' | 'authorId' | 'room' | 'id' | 'time', string>>
  }
  /** What it must be told, in order, before it tells anything. */
  join?: Wanted[]
  /** What it tells everybody who connects, before it wants anything. */
  greets?: Told[]
  /** The ways to say something over the socket; none: it is said over HTTP, or not at all. */
  send?: Wanted[]
  sendsBy?: 'socket' | 'http' | 'none'
  /** Whether the sender gets its own message back. */
  echo?: boolean
  /** The dialect that comes with Filo for it. */
  preset?: string | null
  /** What the script of its page says. */
  page?: string
  /** What the script of its client says, where that lives at another address. */
  clientPage?: string
}

export interface Played {
  learner: Learner
  /** The last message that came. */
  last: unknown[]
}

const TEXTS = [
  'hi there',
  'did you see the news today?',
  'ok',
  'let us meet at the station tomorrow',
  'grazie mille!'
]
const NAMES = ['Ana', 'Bo', 'Ana', 'Cleo', 'Bo']
const START = 1_772_000_000_000

/** Facts on real, public servers; every value in them is invented. */
export function knownServers(): LearnServer[] {
  const wants = new Map((wanted as LearnServer[]).map((server) => [server.id, server]))
  return (servers as LearnServer[]).map((server) => {
    const page = pages[server.id]
    const clientPage = clientPages[server.id]
    return {
      ...server,
      ...wants.get(server.id),
      ...(page === undefined ? {} : { page }),
      ...(clientPage === undefined ? {} : { clientPage })
    }
  })
}

/** Plays a server: what it sends besides, then five messages of three people. */
export function play(server: LearnServer): Played {
  const learner = new Learner({ myName: 'Me' })
  const session = sessionOf(server, START)
  for (const { event, args, at } of session) learner.note(event, args, at)
  return { learner, last: session.at(-1)?.args ?? [] }
}

/** All that it sends to one who only listens, from `start` on, ms. */
export function sessionOf(
  { others, message }: LearnServer,
  start: number
): (Told & { at: number })[] {
  return [
    ...others.map((told, index) => ({ ...told, at: start + index * 900 })),
    ...TEXTS.map((_, number) => ({
      event: message.event,
      args: varied(message, number),
      at: start + 60_000 + number * 4_000
    }))
  ]
}

/** Which parts of the message the learner has right. */
export function judge(
  server: LearnServer,
  { learner, last }: { learner: Pick<Learner, 'readings'>; last: unknown[] }
): Record<'text' | 'author' | 'room', boolean> {
  const { event, parts } = server.message
  const reading = learner.readings().find((one) => isReadingOf(one, event, last))
  if (reading?.is !== 'message') return { text: false, author: false, room: false }
  const same = (found: string | null, wanted: string | undefined): boolean =>
    wanted === undefined || (found !== null && equal(valueAt(last, found), valueAt(last, wanted)))
  const found = reading.parts
  const person = parts.author ?? parts.authorId
  return {
    text: valueAt(last, found.text) === TEXTS.at(-1),
    author: same(found.author, person) || same(found.authorId, parts.authorId ?? person),
    room: parts.room === undefined ? found.room === null : same(found.room, parts.room)
  }
}

function isReadingOf(reading: EventReading, event: string, args: unknown[]): boolean {
  const isBelieved = reading.event === event && reading.confidence >= BELIEVED
  return isBelieved && reading.is === 'message' && valueAt(args, reading.parts.text) !== undefined
}

// A room is `1` in one place and `'1'` in another.
function equal(left: unknown, right: unknown): boolean {
  return (
    left !== undefined &&
    JSON.stringify([left]).replaceAll('"', '') === JSON.stringify([right]).replaceAll('"', '')
  )
}

function varied({ args, parts }: LearnServer['message'], number: number): unknown[] {
  const copy = structuredClone(args)
  const name = NAMES[number] ?? ''
  put(copy, parts.text, () => TEXTS[number])
  put(copy, parts.author, () => name)
  if (parts.authorId !== parts.author) {
    put(copy, parts.authorId, (id) => (typeof id === 'string' ? ending(id, name.charAt(0)) : id))
  }
  put(copy, parts.id, (id) => (typeof id === 'number' ? id + number : ending(String(id), number)))
  put(copy, parts.time, (time) => laterBy(time, number * 7))
  return copy
}

function ending(id: string, with_: string | number): string {
  return `${id.slice(0, -1)}${String(with_).toLowerCase()}`
}

function laterBy(time: unknown, seconds: number): unknown {
  if (typeof time === 'number') return time + seconds
  const at = typeof time === 'string' && time.includes('T') ? Date.parse(time) : Number.NaN
  return Number.isNaN(at) ? time : new Date(at + seconds * 1000).toISOString()
}

type Step = string | number

/** The value at a path; undefined where there is none. */
export function valueAt(args: unknown, path: string): unknown {
  const inside = /^json\((.+)\)((?:\.\w+)*)$/.exec(path)
  if (inside) return walk(parse(valueAt(args, inside[1] ?? '')), stepsOf(inside[2] ?? ''))
  return walk(args, stepsOf(path.replace(/^args/, '')))
}

function put(args: unknown, path: string | undefined, change: (old: unknown) => unknown): void {
  if (path === undefined) return
  const inside = /^json\((.+)\)((?:\.\w+)*)$/.exec(path)
  if (!inside) return putIn(args, stepsOf(path.replace(/^args/, '')), change)
  put(args, inside[1], (text) => {
    const object = parse(text)
    putIn(object, stepsOf(inside[2] ?? ''), change)
    return JSON.stringify(object)
  })
}

function putIn(value: unknown, steps: Step[], change: (old: unknown) => unknown): void {
  const key = steps.at(-1)
  const parent = walk(value, steps.slice(0, -1))
  if (typeof parent !== 'object' || parent === null || key === undefined || !(key in parent)) return
  const object = parent as Record<Step, unknown> // a plain object or list, from JSON
  object[key] = change(object[key])
}

function walk(value: unknown, steps: Step[]): unknown {
  return steps.reduce<unknown>(
    (one, step) =>
      typeof one === 'object' && one !== null ? (one as Record<Step, unknown>)[step] : undefined,
    value
  )
}

// `[*]` stands for each of a list that holds one.
function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(?:(\d+)|\*|"([^"]+)")\]|\.([^.[\]]+)/g)].map(
    ([, index, quoted, key]) => key ?? quoted ?? Number(index ?? 0)
  )
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined
}
