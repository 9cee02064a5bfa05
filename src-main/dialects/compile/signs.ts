// Compiles the signs by which servers of a dialect are told from others.
import type { Opening, Signs } from '../compiled.ts'
import { Frame, type Evaluate } from '../expressions/frame.ts'
import { isMap } from '../expressions/values.ts'
import { sanitiseValue } from '../sanitise.ts'
import type { DialectDocument } from '../schema.ts'
import { startSession } from '../session.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compilePattern, isPattern, type Pattern } from './event-pattern.ts'

/** Words that say nothing about whose server it is: a name of these alone is half a sign. */
const PLAIN_WORDS = new Set(
  (
    'a add all and app bot broadcast channel chat chats client connect connected conversation create created data ' +
    'delete deleted direct disconnect disconnected done edit edited end enter error event from group ' +
    'history in info init input is join joined joins last leave leaves left list load log login logout me member members ' +
    'message messages msg my name names new nick notice notification notify of off old on online open out output ' +
    'people ping pong post posts presence private public read ready receive received recieve recieved ' +
    'remove removed reply request response room rooms self send sent server session show start started state ' +
    'status stop system text to token typing update updated updates user username users welcome'
  ).split(' ')
)

interface Sign {
  name: string
  pattern: Pattern | null
  when: Evaluate | null
  weight: number
}

/** Compiles what a document says of recognising it, and what follows from the rest of it. */
export function compileSigns(document: DialectDocument, compiler: Compiler): Signs {
  const { events = [], handshake = [], paths = [], namespaces = [] } = document.recognise ?? {}
  const signs = events.map((sign, at) => compileSign(sign, compiler.at('events').at(at)))
  const inOpening = compiler.seeing(scopes.opening).at('handshake')
  const marks = handshake.map((source, at) => inOpening.need(String(at), source))
  const known = matcher(namesOf(document))
  const read = matcher(document.inbound.flatMap(({ on }) => on ?? []))
  return {
    ofEvent: (event, args) => Math.max(0, ...signs.map((sign) => strength(sign, event, args))),
    knows: known,
    reads: read,
    ofHandshake: (opening) => {
      const frame = frameOf(opening)
      return marks.filter((mark) => mark(frame) === true).length
    },
    opensWith: openingEvent(document),
    generation: document.connect?.generation ?? 'auto',
    paths,
    namespaces
  }
}

type SignDocument = NonNullable<NonNullable<DialectDocument['recognise']>['events']>[number]

function compileSign(sign: SignDocument, compiler: Compiler): Sign {
  const name = typeof sign === 'string' ? sign : sign.on
  const when =
    typeof sign === 'string' ? null : compiler.seeing(scopes.sign).need('when', sign.when)
  const pattern = isPattern(name) ? compilePattern(name) : null
  return { name, pattern, when, weight: when || !isPlainName(name) ? 2 : 1 }
}

/** Longer names are somebody's own, whatever words they are made of. */
const PLAIN_LENGTH = 3

/** Whether a name is made of words that any chat could use. */
export function isPlainName(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^A-Za-z]+/)
  if (words.length > PLAIN_LENGTH) return false
  return words.every((word) => word === '' || PLAIN_WORDS.has(word.toLowerCase()))
}

function strength({ name, pattern, when, weight }: Sign, event: string, args: unknown[]): number {
  if (pattern ? pattern(event) === null : name !== event) return 0
  if (!when) return weight
  const frame = new Frame(startSession({}), 0)
  frame.args = args
  return when(frame) === true ? weight : 0
}

function frameOf({ handshake, refusal }: Opening): Frame {
  const frame = new Frame(startSession({}), 0)
  const opening = sanitiseValue(handshake).value
  frame.opening = isMap(opening) ? opening : null
  frame.data = sanitiseValue(refusal?.data).value
  frame.message = refusal?.message ?? null
  return frame
}

function namesOf(document: DialectDocument): string[] {
  return [
    ...document.inbound.flatMap(({ on }) => on ?? []),
    ...(document.join ?? []).flatMap(({ wait }) => wait?.for ?? []),
    ...(document.recognise?.events ?? []).map((sign) => (typeof sign === 'string' ? sign : sign.on))
  ]
}

/** Tells whether an event has one of these names, some of which may be patterns. */
function matcher(names: readonly string[]): (event: string) => boolean {
  const exact = new Set(names.filter((name) => !isPattern(name)))
  const patterns = names.filter(isPattern).map(compilePattern)
  return (event) => exact.has(event) || patterns.some((pattern) => pattern(event) !== null)
}

/** Who waits before it says anything waits for what the server sends by itself. */
function openingEvent(document: DialectDocument): string | null {
  return document.join?.[0]?.wait?.for ?? null
}
