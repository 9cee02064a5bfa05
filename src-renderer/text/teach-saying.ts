// What the person teaches of writing to a server: an event with places that are filled in, as a way in a dialect. Pure.
import { kindOf, quoted, valueAt, type Step } from './event-values.ts'

/** What can be put into a place of an event that goes out. */
export const sayingParts = ['text', 'room', 'name', 'personId', 'clientId', 'time'] as const
export type SayingPart = (typeof sayingParts)[number]

/** One part: where it goes, and what is written there. */
export interface Filling {
  steps: readonly Step[] | null
  expression: string
}
export type Fillings = Partial<Record<SayingPart, Filling>>

/** How it is known that a message arrived. */
export const sayingProofs = ['ack', 'echo', 'both', 'none'] as const
export type SayingProof = (typeof sayingProofs)[number]

/** Everything that was chosen. */
export interface SayingLesson {
  event: string
  args: readonly unknown[]
  fillings: Fillings
  proof: SayingProof
  /** Over `ack`: whether it went well; empty: any answer but an error. */
  success: string
}

type Json = Record<string, unknown>

/** Bytes that a dialect may hold as text. */
const MOST_BYTES = 1_000
/** How far a number may be from the event's own time to be that, ms. */
const SAME_TIME_MS = 86_400_000

/** What is written into a part at first; how a time is written is taken from what stands there. */
function usualExpression(part: SayingPart, sample: unknown): string {
  switch (part) {
    case 'text':
      return 'entry.text'
    case 'room':
      return 'conversation.remoteId'
    case 'name':
      return 'first(me.name, login.name)'
    case 'personId':
      return 'me.id'
    case 'clientId':
      return 'entry.clientId'
    case 'time':
      if (typeof sample === 'string') return 'iso(now)'
      return typeof sample === 'number' && sample < 1e11 ? 'floor(now / 1000)' : 'now'
  }
}

/** The way to write, as `outbound.send` of a dialect has it. */
export function wayOf({ event, args, fillings, proof, success }: SayingLesson): Json {
  const hasAck = proof === 'ack' || proof === 'both'
  const ack = success.trim() === '' ? {} : { success }
  return {
    emit: event.startsWith('=') ? `=${quoted(event)}` : event,
    args: args.map((value, at) => template(value, [at], fillings)),
    ...(hasAck ? { ack } : {})
  }
}

/** The document with this as its way to write. */
export function withSaying(document: Json, lesson: SayingLesson): Json {
  const outbound = (document['outbound'] ?? {}) as Json
  const isEchoed = lesson.proof === 'echo' || lesson.proof === 'both'
  const echo = !isEchoed ? 'none' : lesson.fillings.clientId?.steps ? 'client-id' : 'text'
  const made: Json = { ...document, outbound: { ...outbound, send: wayOf(lesson) }, echo }
  // What it could prove followed from the way that it had before.
  delete made['proves']
  return made
}

/** The part that a path of a refused document speaks of, such as `outbound.send.args.0.text`; `success` of the ack. */
export function sayingPartAt(path: string, fillings: Fillings): SayingPart | 'success' | null {
  if (path.startsWith('outbound.send.ack')) return 'success'
  const place = path.replace(/^outbound\.send\.args\./, '')
  return sayingParts.find((part) => fillings[part]?.steps?.join('.') === place) ?? null
}

/** What a value may be, seen from outside: what to begin with before anybody points. */
export function guessFillings(
  args: readonly unknown[],
  known: { me: string; rooms: readonly string[]; at: number }
): Fillings {
  const found: Fillings = {}
  const take = (part: SayingPart, steps: readonly Step[], value: unknown): void => {
    found[part] ??= { steps, expression: usualExpression(part, value) }
  }
  const leaves = leavesOf(args)
  for (const { steps, value } of leaves) {
    const key = String(steps.findLast((step) => typeof step === 'string') ?? '')
    if (typeof value === 'number' && isAbout(value, known.at)) take('time', steps, value)
    if (typeof value !== 'string') continue
    if (value !== '' && value === known.me) take('name', steps, value)
    else if (value !== '' && known.rooms.includes(value)) take('room', steps, value)
    else if (/^(client|temp|local|nonce)/i.test(key)) take('clientId', steps, value)
    else if (/^(text|message|msg|content|body)$/i.test(key)) take('text', steps, value)
  }
  const texts = leaves.filter(({ value, steps }) => {
    const isTaken = sayingParts.some((part) => found[part]?.steps?.join() === steps.join())
    return typeof value === 'string' && !isTaken
  })
  const [only] = texts
  if (texts.length === 1 && only) take('text', only.steps, only.value)
  return found
}

/** The parts with one put at a place; another that was there makes room. */
export function withFilling(
  fillings: Fillings,
  part: SayingPart,
  place: { args: readonly unknown[]; steps: readonly Step[] }
): Fillings {
  const { args, steps } = place
  const others = Object.entries(fillings).filter(
    ([name, filling]) => name !== part && filling.steps?.join() !== steps.join()
  )
  const before = fillings[part]?.expression ?? ''
  const expression = before || usualExpression(part, valueAt(args, steps))
  return { ...Object.fromEntries(others), [part]: { steps, expression } }
}

function isAbout(value: number, at: number): boolean {
  return Math.abs(value - at) < SAME_TIME_MS || Math.abs(value * 1_000 - at) < SAME_TIME_MS
}

function leavesOf(args: readonly unknown[]): { steps: Step[]; value: unknown }[] {
  const found: { steps: Step[]; value: unknown }[] = []
  const walk = (value: unknown, steps: Step[]): void => {
    if (steps.length > 8 || found.length > 200) return
    if (kindOf(value) === 'list') {
      for (const [at, one] of (value as unknown[]).entries()) walk(one, [...steps, at])
    } else if (kindOf(value) === 'map') {
      for (const [key, one] of Object.entries(value as object)) walk(one, [...steps, key])
    } else found.push({ steps, value })
  }
  walk(args, [])
  return found
}

// Everything that was not pointed at goes out as it stood there.
function template(value: unknown, steps: readonly Step[], fillings: Fillings): unknown {
  const place = steps.join()
  const filled = sayingParts.find((part) => fillings[part]?.steps?.join() === place)
  if (filled) return `=${fillings[filled]?.expression ?? ''}`
  const kind = kindOf(value)
  if (kind === 'text') return String(value).startsWith('=') ? `=${quoted(String(value))}` : value
  if (kind === 'bytes') return bytesExpression(value as Uint8Array)
  if (kind === 'list')
    return (value as unknown[]).map((one, at) => template(one, [...steps, at], fillings))
  if (kind !== 'map') return value ?? null
  const entries = Object.entries(value as object)
  return Object.fromEntries(
    entries.map(([key, one]) => [key, template(one, [...steps, key], fillings)])
  )
}

function bytesExpression(value: Uint8Array | ArrayBuffer): string | null {
  const bytes = new Uint8Array(value)
  if (bytes.length > MOST_BYTES) return null
  return `=fromBase64(${quoted(btoa(String.fromCharCode(...bytes)))})`
}
