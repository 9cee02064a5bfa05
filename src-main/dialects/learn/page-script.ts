// Finds in a page's scripts what they say to their server: `emit("join", { name, room })` and the like.
import { bindingsAt } from './page-functions.ts'
import { namesIn, type Names } from './page-names.ts'
import { partsFrom, tokensOf, type Steps, type Token } from './page-tokens.ts'
import { objectOf, valueOf, type Script } from './page-values.ts'

/** One call: arguments are plain values with blanks in them. */
export interface ScriptEmit {
  event: string
  args: unknown[]
  /** Whether it passes a function for the answer. */
  ack: boolean
}

/** What a page says to a server, and which events it listens to. */
export interface PageTalk {
  emits: ScriptEmit[]
  hears: string[]
}

/** Names that a page listens to. */
const MOST_HEARD = 300
const MOST_SOURCE = 4_000_000
const MOST_EMITS = 200
/** Calls that are looked at, whether they say anything or not. */
const MOST_LOOKED = 1_000
/** Pieces that are looked at for one call, through all names that it leads to. */
const MOST_EFFORT = 60_000
/** Characters that one call may have as JSON. */
const MOST_LENGTH = 4_000

/** All that a page's source says to a server, in its order; each event and shape once. Never throws. */
export function emitsIn(source: string): ScriptEmit[] {
  return talkIn(source).emits
}

/** The same with the events that it listens to. */
export function talkIn(source: string): PageTalk {
  const steps = readingTalk(source)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same in steps, for who has other things to do: the whole takes some 100 ms of CPU for a MB. */
export function* readingTalk(source: string): Steps<PageTalk> {
  const speaks = /\bemit(WithAck)?\b|\b(service|authenticate)\s{0,3}\(/.test(source)
  if (!speaks && !(/\bon\(/.test(source) && /socket/i.test(source))) return { emits: [], hears: [] }
  const tokens = yield* tokensOf(source.slice(0, MOST_SOURCE))
  const names = yield* namesIn(tokens)
  const emits = yield* readingEmits(tokens, names)
  return { emits, hears: hearsIn(tokens, names) }
}

/** Names of events that anything in it listens to: those of a socket, of buttons and all else. */
function hearsIn(tokens: readonly Token[], names: Names): string[] {
  const found = new Set<string>()
  for (const at of [...(names.calls.get('on') ?? []), ...(names.calls.get('once') ?? [])]) {
    const comma = tokens.slice(at + 2, at + 7).findIndex(({ value }) => value === ',')
    const event = comma > 0 ? textOf(tokens.slice(at + 2, at + 2 + comma), names) : null
    if (event && event.length <= 200 && found.size < MOST_HEARD) found.add(event)
  }
  return [...found]
}

function* readingEmits(tokens: readonly Token[], names: Names): Steps<ScriptEmit[]> {
  const found = new Map<string, ScriptEmit>()
  for (const at of placesOf(names)) {
    const script = { tokens, names, at, bound: null, effort: { left: MOST_EFFORT } }
    for (const emit of callsAt(script, tokens[at]?.value ?? '', at + 2)) {
      const key = JSON.stringify([emit.event, emit.args])
      const isKept = found.size < MOST_EMITS && key.length <= MOST_LENGTH
      // By way of text, so that no part of it holds on to the whole source.
      if (isKept && !isOfLibrary(emit))
        found.set(key, JSON.parse(JSON.stringify(emit)) as ScriptEmit)
    }
    yield
  }
  return [...found.values()]
}

function placesOf({ calls }: Names): number[] {
  return ['emit', 'emitWithAck', 'create', 'authenticate']
    .flatMap((name) => calls.get(name) ?? [])
    .sort((left, right) => left - right)
    .slice(0, MOST_LOOKED)
}

/** What libraries tell themselves, by the thousand in every bundle. */
const LIBRARY = new Set([
  ...['error', 'end', 'close', 'data', 'finish', 'drain', 'open', 'connect', 'connection'],
  ...['disconnect', 'reconnect', 'packet', 'handshake', 'flush', 'pause', 'resume', 'readable'],
  ...['abort', 'timeout', 'change', 'update', 'destroy', 'warn', 'exit', 'ping', 'pong', 'upgrade']
])

function isOfLibrary({ event, args }: ScriptEmit): boolean {
  return LIBRARY.has(event) && !/"role":"(?!unknown)/.test(JSON.stringify(args))
}

function callsAt(script: Script, name: string, start: number): ScriptEmit[] {
  if (name === 'emit' || name === 'emitWithAck') return readCalls(script, start)
  return name === 'create' || name === 'authenticate' ? serviceCall(script, name, start) : []
}

/** Feathers: `service('messages').create({ text })` and `authenticate({ … })` are emits by other names. */
function serviceCall(script: Script, name: string, start: number): ScriptEmit[] {
  const { tokens } = script
  const [service, object] = [tokens[start - 5], tokens[start]]
  if (object?.value !== '{') return []
  const data = objectOf(script, tokens.slice(start, start + 600), 0)
  if (name === 'authenticate')
    return [{ event: 'create', args: ['authentication', data, {}], ack: true }]
  if (tokens[start - 7]?.value !== 'service' || service?.kind !== 'text') return []
  return [{ event: 'create', args: [service.value, data, {}], ack: true }]
}

/** A call as it stands, or where it is a function's inside, as that function is called. */
function readCalls(script: Script, start: number): ScriptEmit[] {
  const parts = partsFrom(script.tokens, start)
  if (!parts) return []
  const own = parts.flatMap((part) =>
    part.length === 1 && part[0]?.kind === 'word' ? [part[0].value] : []
  )
  const inside = parts.slice(1).flatMap((part) => wordsWithin(part))
  const wrapped = bindingsAt(script, start, new Set([...own, ...inside]))
  const bound = wrapped.flatMap((one) => readCall({ ...script, bound: one }, parts) ?? [])
  return bound.length > 0 ? bound : [readCall(script, parts) ?? []].flat()
}

/** Words that stand alone as an object's value: `{ type, data: message }`. */
function wordsWithin(part: readonly Token[]): string[] {
  return part.flatMap(({ kind, value }, at) => {
    const next = part[at + 1]?.value
    return kind === 'word' && (next === ',' || next === '}') ? [value] : []
  })
}

function readCall(script: Script, parts: readonly (readonly Token[])[]): ScriptEmit | null {
  const event = eventOf(parts[0] ?? [], script)
  if (event === null) return null
  const said = parts.slice(1, 8)
  const last = said.at(-1)
  const ack = last !== undefined && isFunction(last)
  const args = (ack ? said.slice(0, -1) : said).map((part) => valueOf(script, part, '', 0))
  return { event, args, ack }
}

function eventOf(part: readonly Token[], { names, bound }: Script): string | null {
  const [first] = part
  if (!first) return null
  const given = part.length === 1 && first.kind === 'word' ? bound?.of.get(first.value) : undefined
  const name = textOf(given ?? part, names)
  if (name === null || name === '' || name.length > 200 || name.includes('${')) return null
  return name
}

/** A text, or what stands for one: `JOIN`, `events.JOIN`. */
function textOf(part: readonly Token[], { constants }: Names): string | null {
  const [first] = part
  if (part.length === 1 && first?.kind === 'text') return first.value
  const last = part.at(-1)
  const isNamed =
    part.length === 1 || part.every(({ kind, value }) => kind === 'word' || value === '.')
  return isNamed && last?.kind === 'word' ? (constants.get(last.value) ?? null) : null
}

const NAMED_FUNCTION = /^(done|callback|cb|ack|resolve|next)$/i

function isFunction(part: readonly Token[]): boolean {
  const isNamed = part.length === 1 && NAMED_FUNCTION.test(part[0]?.value ?? '')
  return (
    isNamed ||
    part.some(({ kind, value }) => value === '=>' || (kind === 'word' && value === 'function'))
  )
}
