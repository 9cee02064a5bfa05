// The one log: levels, a room's name, and facts. What a line holds is made harmless here, before it goes anywhere.
import { isGathered, logKey, writeFacts, type LogFacts } from './log-facts.ts'

export { describeError } from './describe-error.ts'
export { ownWord } from './log-facts.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]

/** What happened, in words that stand in the code: a text that was put together is refused by the compiler. */
type Said<What extends string> = string extends What ? never : What
type Write = <const What extends string>(what: Said<What>, facts?: LogFacts) => void

export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
}

/** Takes each line, without its end. */
export type LogSink = (line: string, level: LogLevel) => void

/** What the terminal is shown; the files hold what happened from `info` on. */
const wanted = levelFrom(process.env['FILO_LOG_LEVEL'])
const kept = Math.min(wanted, levels.indexOf('info'))
/** Main knows a line of ours by it among all that a process may print. */
const prefix = isGathered ? `${logKey} ` : ''
const least = isGathered ? kept : wanted
let sink: LogSink | null = null

/** Opens the log of a room. Lines go to stderr, where the process that forked us gathers them. */
export function openLog(room: string): Log {
  const write = (level: LogLevel, what: string, facts: LogFacts = {}): void => {
    if (levels.indexOf(level) < (sink ? kept : least)) return
    takeLine(formatLine({ at: new Date(), level, room, what, facts }))
  }
  return {
    debug: (what, facts) => write('debug', what, facts),
    info: (what, facts) => write('info', what, facts),
    warn: (what, facts) => write('warn', what, facts),
    error: (what, facts) => write('error', what, facts)
  }
}

/** From now on all lines go to `taker`, and to the terminal by it alone; null undoes it. */
export function gatherLog(taker: LogSink | null): void {
  sink = taker
}

/** Takes in a finished line: of this process, or of one that it forked. */
export function takeLine(line: string): void {
  const level = levels.find((one) => line.startsWith(`${one} `, TIME_LENGTH)) ?? 'error'
  if (sink) sink(line, level)
  else process.stderr.write(`${prefix}${line}\n`)
}

/** Shows a line in the terminal, if it is of a level that is wanted there. */
export function showLine(line: string, level: LogLevel): void {
  if (levels.indexOf(level) >= wanted) process.stderr.write(`${line}\n`)
}

const TIME_LENGTH = '2026-01-01T00:00:00.000Z '.length

interface LogLine {
  at: Date
  level: LogLevel
  room: string
  what: string
  facts: LogFacts
}

// One line: time, level, room, what, and the facts as key=value.
function formatLine({ at, level, room, what, facts }: LogLine): string {
  const said = /^[A-Za-z ,:;’'-]{1,100}$/.test(what) ? what : '…'
  return `${at.toISOString()} ${level} ${room}: ${said}${writeFacts(facts)}`
}

function levelFrom(value: string | undefined): number {
  const index = levels.findIndex((level) => level === value)
  return index < 0 ? levels.indexOf('warn') : index
}
