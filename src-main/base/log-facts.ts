// What may stand in a log: numbers, words of our own, and of everything else its kind and a mark that says nothing.
import { createHmac, randomBytes } from 'node:crypto'
import { failureCodes } from '../../src-preload/contract/failure.ts'
import { systemCode } from './system-codes.ts'

/** Words that our own code puts into facts, beside the codes of failures. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...failureCodes,
  // Processes, threads, and how they stand
  ...['main', 'window', 'store', 'network', 'host', 'restore', 'gpu', 'other', 'browser-part'],
  ...['link', 'receiver', 'sender', 'monitor', 'file', 'archive'],
  ...[1, 2, 3, 4].map((number) => `transfers ${number}`),
  ...['starting', 'running', 'restarting', 'gave-up'],
  // How something ended
  ...[
    'crashed',
    'killed',
    'exited',
    'hung',
    'out-of-memory',
    'did-not-start',
    'damaged',
    'unreadable'
  ],
  // What was asked, and what was wrong with it
  ...['input', 'threw', 'unknown', 'export', 'backup', 'handshake', 'welcome'],
  // Indexes of the store
  ...['words', 'parts', 'message_index', 'message_parts']
])

/** The facts that a line may have; whatever has another name is left out. */
export const factNames = [
  'call',
  'cause',
  'code',
  'count',
  'error',
  'event',
  'index',
  'key',
  'kind',
  'lost',
  'name',
  'pauseMs',
  'place',
  'problems',
  'process',
  'reason',
  'request',
  'restarts',
  'role',
  'saved',
  'schema',
  'server',
  'state',
  'thread',
  'version',
  'why'
] as const
export type FactName = (typeof factNames)[number]

/** A word that was found among ours. */
export class OwnWord {
  constructor(readonly word: string) {}
}

/** What was thrown, as it may be told. */
export class ErrorFact {
  constructor(readonly text: string) {}
}

export type FactValue = string | number | boolean | null | undefined | OwnWord | ErrorFact
export type LogFacts = { [Name in FactName]?: FactValue }

/**
 * A word for a fact, if it is one of ours.
 * @param among a list of words, or an object with them as keys
 */
export function ownWord(word: string, among: readonly string[] | object): OwnWord | string {
  const isOurs = Array.isArray(among) ? among.includes(word) : Object.hasOwn(among, word)
  return isOurs ? new OwnWord(word) : word
}

/** ` key=value` for each fact that may be told, on one line. */
export function writeFacts(facts: LogFacts): string {
  return factNames
    .filter((name) => Object.hasOwn(facts, name))
    .map((name) => ` ${name}=${writeFact(facts[name])}`)
    .join('')
}

const VERSION = /^\d{1,4}\.\d{1,4}\.\d{1,4}(-(alpha|beta|rc)(\.\d{1,4})?)?$/

function writeFact(value: FactValue): string {
  if (value instanceof OwnWord) return value.word
  if (value instanceof ErrorFact) return value.text
  if (typeof value !== 'string') return String(value)
  if (value === '' || OWN_WORDS.has(value) || VERSION.test(value)) return value
  return systemCode(value) ?? blurred(value)
}

/** Things that a text may be or hold, the telling ones first. */
const SHAPES: readonly (readonly [string, string])[] = [
  ['url', String.raw`[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/[^\s"'<>]+`],
  ['mail', String.raw`[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;:]{1,255}`],
  [
    'ip',
    String.raw`\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|\[?[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}\]?`
  ],
  ['id', String.raw`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`],
  ['path', String.raw`(?:[A-Za-z]:)?[\\/][^\s"'<>|]+`],
  ['token', String.raw`[A-Za-z0-9_.+/=-]{20,}`]
]
const ANY_SHAPE = new RegExp(SHAPES.map(([name, shape]) => `(?<${name}>${shape})`).join('|'), 'g')
const KNOWN_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss', 'file', 'filo'])

/** A text that nobody may read, as the kind of thing that it is. */
function blurred(text: string): string {
  const [only] = thingsIn(text, 1)
  return only !== undefined && wholeThing.test(text) ? only : `text#${markOf(text)}`
}

const wholeThing = new RegExp(`^(?:${SHAPES.map(([, shape]) => shape).join('|')})$`)

/**
 * The addresses, paths and tokens in a text, each as its kind and a mark: `https#1f3a9c7e`, `ip#…`, `path#…`.
 * @param most how many are told
 */
export function thingsIn(text: string, most: number): string[] {
  const found: string[] = []
  for (const { groups, 0: thing } of text.slice(0, 1_000).matchAll(ANY_SHAPE)) {
    if (found.length === most) break
    const kind = Object.keys(groups ?? {}).find((name) => groups?.[name] !== undefined) ?? 'text'
    const scheme = kind === 'url' ? thing.slice(0, thing.indexOf(':')).toLowerCase() : ''
    found.push(`${KNOWN_SCHEMES.has(scheme) ? scheme : kind}#${markOf(thing)}`)
  }
  return found
}

// Marks tell that two lines mean the same thing, until Filo is started again; nothing leads back from them.
const KEY = /^[0-9a-f]{32}$/
const handed = process.env['FILO_LOG_KEY'] ?? ''
/** Of this start of Filo: all its processes and threads have the same, given on by whoever forks them. */
export const logKey = KEY.test(handed) ? handed : randomBytes(16).toString('hex')
/** Whether somebody gathers our lines, and knows them by the key before each. */
export const isGathered = KEY.test(handed)

function markOf(text: string): string {
  return createHmac('sha256', logKey).update(text).digest('hex').slice(0, 8)
}
