// Turns what a page says to its server into proposals: what introduces the person, what sends a message.
import { wordsOf } from './clues.ts'
import { isPlain } from './leaves.ts'
import type { Role } from './page-roles.ts'
import type { ScriptEmit } from './page-script.ts'
import { isBlank } from './page-values.ts'
import { propose, together, type Proposal } from './proposal.ts'

/** What is known when the page's calls are read. */
export interface Known {
  /** By a key of understood messages: which part stands there. */
  keys: ReadonlyMap<string, Role>
  /** By a key of understood messages: what always stands there and tells their kind. */
  fixed: ReadonlyMap<string, unknown>
  /** Whether conversations have ids that a message can be sent to. */
  hasRooms: boolean
  /** Whether rooms are numbers. */
  hasCountedRooms: boolean
}

const TALKING =
  /^(message|messages|msg|mes|chat|send|say|said|text|comment|post|reply|talk|whisper|dm|pm|line|question|prompt|utter|uttered|privmsg|messaggio|nachricht|mensaje|mensagem)$/
const INTRODUCING =
  /^(join|joined|login|signin|auth|authenticate|authentication|identify|register|hello|hi|enter|subscribe|setup|init|ready|start|connect|connection|add|new|user|username|adduser|nick|nickname|name|room|open|watch|session|perform|client|entra|entrar|rejoindre|anmelden|beitreten|identificar)$/
const ENTERING = /^(join|login|signin|auth|register|enter|subscribe|adduser|identify|hello)$/
/** Says who one is and proves it. */
const PROVING = /^(login|signin|auth|authenticate|authentication|authorize|identify|guest)$/
/** Makes an account, or a place. */
const MAKING = /^(register|registration|signup|create|crea|crear|anlegen)$/
/** What is said on one yes at most. */
const MOST_STEPS = 4
const OTHERWISE =
  /^(typing|type|stop|leave|left|exit|unsubscribe|part|disconnect|logout|delete|remove|edit|update|move|draw|click|read|seen|get|fetch|list|load|history|ping|pong|call|offer|answer|candidate|ice|sdp|react|reaction|like|vote|kick|ban|mute|dismiss|mark|search|clear|close|cancel|image|file|upload|location|code)$/

/**
 * Ways to introduce oneself: all that the page itself says, in its order, as one; then each alone, those
 * first that say most of the person and the place.
 */
export function introductionsIn(emits: readonly ScriptEmit[], known: Known): Proposal[] {
  const found = emits.flatMap((emit, place) => {
    const points = introduces(emit)
    return points > 0 ? [{ emit, points, place }] : []
  })
  found.sort((left, right) => right.points - left.points)
  const each = found.map((one, at) => introductionOf(one.emit, known, at))
  const whole = wholeOf(found).map(({ emit }) => introductionOf(emit, known, 0))
  const [first, ...more] = whole
  return first && more.length > 0 ? [together(first, ...more), ...each] : each
}

function introductionOf({ event, args, ack }: ScriptEmit, known: Known, at: number): Proposal {
  const guess = guessing(event, rolesOf(args), known)
  const fill = (role: Role, key: string): unknown => introducingAt(guess(role, key), key)
  const filled = args.map((arg) => fillBlanks(arg, fill))
  const confidence = Math.max(0.3, 0.9 - at * 0.05)
  return propose('introduce', { event, args: filled, ack }, confidence, 'page-script')
}

interface Introducing {
  emit: ScriptEmit
  points: number
  /** Which of the page's calls it is. */
  place: number
}

/** What a page says altogether before it talks: each event once, one way of proving who one is. */
function wholeOf(found: readonly Introducing[]): Introducing[] {
  const events = new Set<string>()
  let isProven = false
  const chosen = found.filter(({ emit }) => {
    const words = allWords(emit)
    const proves = words.some((word) => PROVING.test(word))
    // A page that logs in may also make accounts: nobody wants one by the way.
    if (events.has(emit.event) || (proves && isProven) || words.some((word) => MAKING.test(word))) {
      return false
    }
    isProven ||= proves
    return events.add(emit.event)
  })
  return chosen.slice(0, MOST_STEPS).sort((left, right) => left.place - right.place)
}

/** Ways to send a text, likeliest first. */
export function sendsIn(emits: readonly ScriptEmit[], known: Known): Proposal[] {
  return emits
    .flatMap((emit) => {
      const points = sends(emit, known)
      return points > 0 ? [{ emit, points }] : []
    })
    .sort((left, right) => right.points - left.points)
    .map(({ emit: { event, args, ack } }, at) => {
      const fill = (role: Role, key: string): unknown => sendingAt(role, key, known)
      const filled = args.map((arg) => fillBlanks(arg, fill))
      return propose(
        'send',
        { event, args: filled, ack },
        Math.max(0.3, 0.95 - at * 0.1),
        'page-script'
      )
    })
}

function sends(emit: ScriptEmit, known: Known): number {
  const roles = rolesOf(emit.args).map(({ role, key }) =>
    role === 'unknown' ? roleOf(key, known) : role
  )
  const texts = roles.filter((role) => role === 'text').length
  if (texts === 0 || isIntroduction(emit)) return 0
  const words = allWords(emit)
  const talks = words.some((word) => TALKING.test(word)) ? 2 : 0
  const elsewhere = words.some((word) => OTHERWISE.test(word)) ? 3 : 0
  const placed = roles.includes('room') ? 1 : 0
  return Math.max(0.1, 3 + talks + placed - elsewhere)
}

function introduces(emit: ScriptEmit): number {
  const roles = rolesOf(emit.args).map(({ role }) => role)
  const words = allWords(emit)
  if (words.some((word) => OTHERWISE.test(word))) return 0
  const isIntro = words.some((word) => INTRODUCING.test(word))
  if (roles.includes('text') && !isIntroduction(emit)) return 0
  const isTalk = words.some((word) => TALKING.test(word))
  if (isTalk && roles.every((role) => role === 'unknown')) return 0
  const says = roles.some((role) => role !== 'time' && role !== 'text')
  if (!says && !isIntro) return emit.args.length === 0 ? 0.5 : 0
  return (says ? 2 : 1) + (isIntro ? 2 : 0)
}

/** Whether an event of this name is neither how one comes in nor how one talks: `leave`, `delete`, `typing`. */
export function isOtherwise(event: string): boolean {
  return allWords({ event, args: [], ack: false }).some((word) => OTHERWISE.test(word))
}

/** Names a person or a place and no message: what is typed into it is a name. */
function isIntroduction(emit: ScriptEmit): boolean {
  const words = allWords(emit)
  const roles = rolesOf(emit.args).map(({ role }) => role)
  // Something typed beside a place is said there, unless it is how one comes in.
  const isSaid = roles.includes('text') && (roles.includes('room') || roles.includes('name'))
  if (isSaid && !words.some((word) => ENTERING.test(word))) return false
  const isIntro = words.some((word) => INTRODUCING.test(word))
  return isIntro && !words.some((word) => TALKING.test(word))
}

/** The words of the event and of fixed texts that tell kinds apart. */
function allWords({ event, args }: ScriptEmit): string[] {
  return [event, ...fixedTexts(args)].flatMap((name) => [name.toLowerCase(), ...wordsOf(name)])
}

function fixedTexts(value: unknown): string[] {
  if (typeof value === 'string') return /^[\w./:-]{1,40}$/.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(fixedTexts)
  return isPlain(value) && !isBlank(value) ? Object.values(value).flatMap(fixedTexts) : []
}

/** What an unnamed blank of an introduction is: where nothing is named, the first who, the second where. */
function guessing(
  event: string,
  roles: readonly { role: Role; key: string }[],
  known: Known
): (role: Role, key: string) => Role {
  const isPlace = wordsOf(event).some((word) =>
    /^(room|channel|chan|join|group|thread)$/.test(word)
  )
  const isNamed = roles.some(({ role }) => role === 'name' || role === 'room')
  let unnamed = 0
  return (role, key) => {
    if (role !== 'unknown' && role !== 'text') return role
    const told = roleOf(key, known)
    if (told === 'name' || told === 'room') return told
    if (role === 'unknown' && (isNamed || key.length > 2)) return 'unknown'
    if (role === 'unknown') unnamed += 1
    const isFirst = role === 'text' || unnamed === 1
    return isFirst && !(isPlace && roles.length === 1) ? 'name' : 'room'
  }
}

/** What an introduction holds at a place: what is known of the person, or nothing. */
function introducingAt(role: Role, key: string): unknown {
  const isOfPerson = role === 'unknown' && /(info|profile|user|player|me)$/i.test(key)
  return isOfPerson ? { name: '=login.name' } : (introducing[role] ?? null)
}

function roleOf(key: string, { keys }: Known): Role {
  return keys.get(key) ?? 'unknown'
}

const introducing: Readonly<Partial<Record<Role, string>>> = {
  name: '=login.name',
  room: '=login.room',
  password: '=login.password',
  token: '=login.token',
  email: '=login.email',
  id: '=login.userId',
  socket: '=socketId',
  time: '=iso(now)'
}

/** What a send holds at a place; what is unknown is as in the messages that arrive. */
function sendingAt(role: Role, key: string, known: Known): unknown {
  if (role !== 'unknown') return sending(role, known)
  return sending(roleOf(key, known), known) ?? known.fixed.get(key) ?? null
}

function sending(role: Role, { hasRooms, hasCountedRooms }: Known): string | null {
  if (role === 'text') return '=entry.text'
  if (role === 'id') return '=first(me.id, login.userId)'
  if (role !== 'room') return introducing[role] ?? null
  if (!hasRooms) return '=login.room'
  return hasCountedRooms ? '=number(conversation.remoteId)' : '=conversation.remoteId'
}

function rolesOf(value: unknown, key = ''): { role: Role; key: string }[] {
  if (isBlank(value)) return [{ role: value.role, key }]
  if (Array.isArray(value)) return value.flatMap((item) => rolesOf(item, key))
  if (!isPlain(value)) return []
  return Object.entries(value).flatMap(([name, part]) => rolesOf(part, name))
}

function fillBlanks(value: unknown, fill: (role: Role, key: string) => unknown, key = ''): unknown {
  if (isBlank(value)) return fill(value.role, key)
  // A text that begins with `=` would be an expression.
  if (typeof value === 'string')
    return value.startsWith('=') ? `='${value.replace(/['\\]/g, '\\$&')}'` : value
  if (Array.isArray(value)) return value.map((item) => fillBlanks(item, fill, key))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, fillBlanks(part, fill, name)])
  )
}
