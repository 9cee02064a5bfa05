// Writes down what is understood as a dialect, which the person can name, correct and keep.
import { compileDialect } from '../compile.ts'
import type { DialectDocument } from '../schema.ts'
import type { Emit, Step } from '../schema/emits.ts'
import type { Rule } from '../schema/rules.ts'
import type { Ask } from './proposal.ts'
import type { Place } from '../schema/words.ts'
import type { EventReading, MessageParts } from './study.ts'
import { teaches, type Echo, type Trial } from './trials.ts'

/** Most faulty rules that are left out before nothing is written at all. */
const MOST_FAULTS = 20

/** What a dialect is written from. */
export interface Understood {
  /** The believed readings, surest first. */
  readings: readonly EventReading[]
  trials: readonly Trial[]
}

/** A dialect of it that compiles; null where nothing is understood yet. */
export function draftOf({ readings, trials }: Understood): DialectDocument | null {
  const introductions = introductionsOf(trials)
  const sent = trials.findLast(
    (trial) => trial.proposal.kind === 'send' && trial.state === 'confirmed' && teaches(trial)
  )
  const conversations = conversationsOf(readings, asksOf(introductions, sent))
  const echo = sent?.echo ? echoRule(sent.echo, readings, conversations.mode === 'named') : null
  const rules = [...readings.flatMap((reading) => ruleOf(reading) ?? []), ...(echo?.rules ?? [])]
  if (rules.length === 0 && introductions.length === 0 && !sent) return null
  const asks = asksOf(introductions, sent)
  return repair({
    filoDialect: 1,
    id: 'learned',
    name: 'Learned',
    ...(asks.length > 0 ? { login: { fields: asks.map(fieldOf) } } : {}),
    ...(introductions.length > 0 ? { join: introductions.map(stepOf) } : {}),
    conversations,
    inbound: rules,
    ...(sent ? { outbound: { send: emitOf(sent) } } : {}),
    ...(sent ? echoOf(sent, echo?.isRead === true) : {})
  })
}

function asksOf(introductions: readonly Trial[], sent: Trial | undefined): Ask[] {
  const tried = [...introductions, ...(sent ? [sent] : [])]
  return [...new Set(tried.flatMap(({ proposal }) => proposal.asks))]
}

/**
 * How one's own words come back, where no reading says so already: a server may repeat them under another
 * name. Where they can't be placed they prove nothing: a message would wait for them for ever.
 */
function echoRule(
  { event, text, author, room }: Echo,
  readings: readonly EventReading[],
  isNamed: boolean
): { rules: Rule[]; isRead: boolean } {
  if (readings.some((one) => one.event === event && one.is === 'message')) {
    return { rules: [], isRead: true }
  }
  if (isNamed && room === null) return { rules: [], isRead: false }
  const rule: Rule = {
    on: event,
    is: 'message',
    text,
    ...(author ? { author: { name: author } } : {}),
    ...(room && isNamed ? { conversation: { id: room } } : {})
  }
  return { rules: [rule], isRead: true }
}

/** Everything up to the last that worked: a server may have needed all of it. */
function introductionsOf(trials: readonly Trial[]): Trial[] {
  const all = trials.filter(({ proposal, state }) => {
    return proposal.kind === 'introduce' && state !== 'refused'
  })
  return all.slice(0, all.findLastIndex(({ state }) => state === 'confirmed') + 1)
}

function stepOf(trial: Trial): Step {
  return emitOf(trial)
}

function emitOf({ proposal: { emission }, hasAnswered, success }: Trial): Emit {
  const ack = success === null ? {} : { success }
  return { emit: emission.event, args: emission.args, ...(hasAnswered ? { ack } : {}) }
}

function echoOf({ hasAnswered }: Trial, isRead: boolean): Partial<DialectDocument> {
  const proves: NonNullable<DialectDocument['proves']> = ['written']
  if (hasAnswered) proves.push('acknowledged')
  if (isRead) proves.push('echoed')
  return { ...(isRead ? { echo: 'text' as const } : {}), proves }
}

const LABELS: Readonly<Record<Ask, { en: string; it: string }>> = {
  room: { en: 'Room', it: 'Stanza' },
  password: { en: 'Password', it: 'Password' },
  token: { en: 'Token', it: 'Token' },
  email: { en: 'Email', it: 'Email' },
  userId: { en: 'User id', it: 'Id utente' }
}

function fieldOf(key: Ask) {
  const isSecret = key === 'password' || key === 'token'
  return { key, label: LABELS[key], ...(isSecret ? { secret: true } : {}) }
}

function conversationsOf(
  readings: readonly EventReading[],
  asks: readonly Ask[]
): DialectDocument['conversations'] {
  const isNamed = readings.some((one) => one.is === 'message' && placeOf(one.parts) !== null)
  const place = asks.includes('room') ? { current: { id: 'login.room', title: 'login.room' } } : {}
  if (isNamed) return { mode: 'named', ...place }
  if (asks.includes('room')) return { mode: 'joined', ...place }
  return { mode: 'single', title: 'Chat' }
}

function ruleOf(reading: EventReading): Rule | null {
  if (reading.event === '' || reading.event.length > 200 || /[{}]/.test(reading.event)) return null
  const common = { on: reading.event, ...(reading.when ? { when: reading.when } : {}) }
  switch (reading.is) {
    case 'message':
      return messageRule(reading, common)
    case 'history':
      return historyRule(reading, common)
    case 'members':
      return {
        ...common,
        is: 'members',
        change: 'all',
        people: { each: reading.list, ...person(reading.name, reading.id) }
      }
    case 'presence':
      return {
        ...common,
        is: 'members',
        change: reading.change,
        people: person(reading.name, reading.id)
      }
    case 'edit':
      return { ...common, is: 'edit', id: reading.id, text: reading.text }
    case 'delete':
      return { ...common, is: 'delete', id: reading.id }
    case 'typing':
      return {
        ...common,
        is: 'typing',
        ...(reading.by ? { by: { name: reading.by } } : {}),
        ...(reading.isOn ? { isOn: reading.isOn } : {})
      }
  }
}

type Common = Pick<Rule, 'on' | 'when'>

function messageRule(reading: EventReading & { is: 'message' }, common: Common): Rule {
  const { text, author, authorId, time, id } = reading.parts
  const conversation = placeOf(reading.parts)
  const notice = noticeOf(reading.parts)
  return {
    ...common,
    is: 'message',
    text,
    ...((author ?? authorId) ? { author: person(author, authorId) } : {}),
    ...(time ? { time } : {}),
    ...(id ? { id } : {}),
    ...(conversation ? { conversation } : {}),
    ...(notice ? { notice } : {})
  }
}

/** Lines of those who only tell about the conversation. */
function noticeOf({ author, notices }: MessageParts): string | null {
  if (!author || notices.length === 0) return null
  const names = notices.map((name) => `'${name.replace(/['\\]/g, '\\$&')}'`)
  return `${author} in [${names.join(', ')}]`
}

/** A room, or the other of two people; null where messages name neither. */
function placeOf({ room, recipient, author, authorId }: MessageParts): Place | null {
  if (room) return { id: room }
  const from = authorId ?? author
  if (!recipient || !from) return null
  const me = authorId ? 'me.id' : 'me.name'
  const other = `${from} == ${me} ? ${recipient} : ${from}`
  const name = author ? { name: `${from} == ${me} ? null : ${author}` } : {}
  return { id: other, direct: 'true', peer: { id: other, ...name } }
}

function historyRule(reading: EventReading & { is: 'history' }, common: Common): Rule {
  const { list, text, author, authorId, time, id } = reading
  return {
    ...common,
    is: 'history',
    messages: {
      each: list,
      text,
      ...((author ?? authorId) ? { author: person(author, authorId) } : {}),
      ...(time ? { time } : {}),
      ...(id ? { id } : {})
    }
  }
}

function person(name: string | null, id: string | null): { name?: string; id?: string } {
  return { ...(name ? { name } : {}), ...(id ? { id } : {}) }
}

/** Leaves out rules that do not compile, such as those with a key that no expression can name. */
function repair(document: DialectDocument): DialectDocument | null {
  let inbound = document.inbound.slice(0, 200)
  for (let fault = 0; fault < MOST_FAULTS; fault++) {
    const whole = { ...document, inbound }
    const compiled = compileDialect(whole)
    if (compiled.ok) return whole
    const path = String(compiled.failure.detail?.['path'] ?? '')
    const at = /^inbound\.(\d+)/.exec(path)?.[1]
    if (at === undefined) return null
    inbound = inbound.filter((_, index) => index !== Number(at))
  }
  return null
}
