// Finds in a page's scripts what they say to their server: `emit("join", { name, room })` and the like.
import { wordsOf } from './clues.ts'
import { isPlain } from './leaves.ts'
import { bindingsAt, type Bindings } from './page-functions.ts'
import { namesIn, type Names } from './page-names.ts'
import { partsFrom, tokensOf, type Steps, type Token } from './page-tokens.ts'

/** What an argument seems to hold; `unknown` where its name tells nothing. */
export type Role =
  'text' | 'name' | 'room' | 'password' | 'token' | 'email' | 'time' | 'id' | 'socket' | 'unknown'

/** A place for a value in an argument. */
export interface Blank {
  role: Role
}

/** One call: arguments are plain values with blanks in them. */
export interface ScriptEmit {
  event: string
  args: unknown[]
  /** Whether it passes a function for the answer. */
  ack: boolean
}

const MOST_SOURCE = 4_000_000
const MOST_EMITS = 200
/** Calls that are looked at, whether they say anything or not. */
const MOST_LOOKED = 1_000
const DEEPEST = 5
const MOST_ASSIGNED = 200
/** Pieces that are looked at for one call, through all names that it leads to. */
const MOST_EFFORT = 60_000
/** Characters that one call may have as JSON. */
const MOST_LENGTH = 4_000

/** All that a page's source says to a server, in its order; each event and shape once. Never throws. */
export function emitsIn(source: string): ScriptEmit[] {
  const steps = readingEmits(source)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same in steps, for who has other things to do: the whole takes some 100 ms of CPU for a MB. */
export function* readingEmits(source: string): Steps<ScriptEmit[]> {
  if (!/\bemit(WithAck)?\b|\b(service|authenticate)\s{0,3}\(/.test(source)) return []
  const tokens = yield* tokensOf(source.slice(0, MOST_SOURCE))
  const names = yield* namesIn(tokens)
  const found = new Map<string, ScriptEmit>()
  for (const at of placesOf(names)) {
    const script = { tokens, names, bound: null, effort: { left: MOST_EFFORT } }
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

interface Script {
  tokens: readonly Token[]
  names: Names
  effort: { left: number }
  /** What the parameters of the function around a call stand for. */
  bound: Bindings | null
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
  const bound = wrapped.flatMap((bindings) => readCall({ ...script, bound: bindings }, parts) ?? [])
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
  const event = eventOf(parts[0] ?? [], script.bound)
  if (event === null) return null
  const said = parts.slice(1, 8)
  const last = said.at(-1)
  const ack = last !== undefined && isFunction(last)
  const args = (ack ? said.slice(0, -1) : said).map((part) => valueOf(script, part, '', 0))
  return { event, args, ack }
}

function eventOf(part: readonly Token[], bound: Bindings | null): string | null {
  const [first] = part
  if (!first || part.length !== 1) return null
  const told = first.kind === 'word' ? (bound?.get(first.value) ?? []) : part
  const [name] = told
  if (name?.kind !== 'text' || told.length !== 1) return null
  return name.value === '' || name.value.length > 200 || name.value.includes('${')
    ? null
    : name.value
}

const NAMED_FUNCTION = /^(done|callback|cb|ack|resolve|next)$/i

function isFunction(part: readonly Token[]): boolean {
  const isNamed = part.length === 1 && NAMED_FUNCTION.test(part[0]?.value ?? '')
  return (
    isNamed ||
    part.some(({ kind, value }) => value === '=>' || (kind === 'word' && value === 'function'))
  )
}

function valueOf(script: Script, part: readonly Token[], key: string, depth: number): unknown {
  const given = part.length === 1 ? script.bound?.get(part[0]?.value ?? '') : undefined
  if (given && given.length > 0) return valueOf({ ...script, bound: null }, given, key, depth + 1)
  const [first] = part
  script.effort.left -= part.length
  if (!first || depth > DEEPEST || script.effort.left < 0) {
    return { role: 'unknown' } satisfies Blank
  }
  if (first.value === '{' && first.kind === 'sign') return objectOf(script, part, depth)
  if (first.value === '[' && first.kind === 'sign') {
    return (partsFrom(part, 1) ?? []).map((item) => valueOf(script, item, key, depth + 1))
  }
  if (part.length === 1) return plainOf(script, first, key, depth)
  return { role: roleOf(part, key) } satisfies Blank
}

function plainOf(script: Script, token: Token, key: string, depth: number): unknown {
  if (token.kind === 'text') return token.value
  if (token.kind === 'number') return Number(token.value)
  if (token.value === 'true' || token.value === 'false') return token.value === 'true'
  if (token.value === 'null' || token.value === 'undefined') return null
  const object = script.names.objects.get(token.value)
  if (object !== undefined && depth < DEEPEST) {
    return objectOf(script, script.tokens.slice(object, object + 600), depth + 1)
  }
  return assignedTo(script, token.value) ?? ({ role: roleOf([token], key) } satisfies Blank)
}

/** What is put into an object piece by piece: `player.name = …`; null where nothing telling is. */
function assignedTo({ tokens, names }: Script, name: string): Record<string, Blank> | null {
  const found: Record<string, Blank> = {}
  for (const at of (names.assigned.get(name) ?? []).slice(0, MOST_ASSIGNED)) {
    const key = tokens[at + 2]?.value ?? ''
    const role = roleIn([key.toLowerCase(), ...wordsOf(key)])
    if (role !== null && key !== 'value' && tokens[at + 4]?.value !== '=') found[key] = { role }
  }
  return Object.keys(found).length > 0 ? found : null
}

/** `{ a: …, b, 'c': … }`; what is spread into it can't be seen. */
function objectOf(script: Script, part: readonly Token[], depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  script.effort.left -= part.length
  if (script.effort.left < 0) return made
  for (const entry of (partsFrom(part, 1) ?? []).slice(0, 40)) {
    const [name, colon] = entry
    if (!name || name.kind === 'sign' || name.value === '__proto__') continue
    const rest = colon?.value === ':' ? entry.slice(2) : [name]
    made[name.value] = valueOf(script, rest, name.value, depth + 1)
  }
  return made
}

const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['password', /^(password|passwd|pass|pwd|pw|secret|contraseña|passwort|senha)$/],
  ['token', /^(token|jwt|apikey|bearer|accesstoken)$/],
  ['email', /^(email|mail|correo|courriel)$/],
  ['time', /^(date|time|timestamp|now|iso|at|hora|ora|zeit|fecha)$/],
  [
    'room',
    /^(room|rooms|roomid|roomname|channel|channelid|chan|chat|chatid|group|groupid|conversation|conversationid|thread|topic|lobby|game|board|doc|pad|space|team|ward|stanza|canale|raum|kanal|sala|canal|salon|zimmer|post|postid|ticket|route|params|hash)$/
  ],
  ['id', /^(_id|id|uid|userid|myid|senderid|authorid)$/],
  [
    'name',
    /^(user|username|name|nick|nickname|usr|handle|author|sender|player|login|from|displayname|fullname|alias|pseudo|nome|nombre|nom|benutzer|benutzername|utente|usuario|apodo|名前|me)$/
  ],
  [
    'text',
    /^(text|message|msg|content|body|comment|input|value|val|draft|line|question|query|words|chat|txt|mes|testo|texto|texte|nachricht|messaggio|mensaje|mensagem|innertext|textcontent|innerhtml|getvalue|box|field|textarea|newmessage|inputvalue|messagetext|currentmessage)$/
  ]
]

/** What an expression holds: by its own words first, last ones before others, then by its key. */
function roleOf(part: readonly Token[], key: string): Role {
  const isAsked = part[0]?.value === 'prompt'
  const names = part
    .filter(({ kind }) => kind === (isAsked ? 'text' : 'word'))
    .map(({ value }) => value)
  if (names.includes('socket') && names.includes('id')) return 'socket'
  const own = names.flatMap((name) => [name.toLowerCase(), ...wordsOf(name)])
  // A whole person, of which only its name is known.
  if (/(info|profile)$/i.test(key)) return 'unknown'
  const keyed = [key.toLowerCase(), ...wordsOf(key)]
  const told = roleIn(keyed)
  const said = roleIn(own)
  // `name: channel.name` is what a place is called, `from: userId` who by number.
  if (told === 'name' && (said === 'room' || said === 'id')) return said
  return told ?? said ?? 'unknown'
}

function roleIn(words: readonly string[]): Role | null {
  const found = ROLES.find(([, pattern]) => words.some((word) => pattern.test(word)))
  return found?.[0] ?? null
}

export function isBlank(value: unknown): value is Blank {
  return isPlain(value) && typeof value['role'] === 'string' && Object.keys(value).length === 1
}
