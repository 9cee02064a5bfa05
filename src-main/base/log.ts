// The one log: levels, a room's name, and facts; never message text, names, addresses or secrets.

const levels = ['debug', 'info', 'warn', 'error'] as const
type LogLevel = (typeof levels)[number]

/** Facts beside a log line: short words and numbers. */
export type LogFacts = Record<string, string | number | boolean | null | undefined>

export interface Log {
  debug(what: string, facts?: LogFacts): void
  info(what: string, facts?: LogFacts): void
  warn(what: string, facts?: LogFacts): void
  error(what: string, facts?: LogFacts): void
}

const wanted = levelFrom(process.env['FILO_LOG_LEVEL'])

/** Opens the log of a room. Lines go to stderr: the process that forked us gathers them. */
export function openLog(room: string): Log {
  const write = (level: LogLevel, what: string, facts?: LogFacts): void => {
    if (levels.indexOf(level) < wanted) return
    process.stderr.write(formatLine({ at: new Date(), level, room, what, facts: facts ?? {} }))
  }
  return {
    debug: (what, facts) => write('debug', what, facts),
    info: (what, facts) => write('info', what, facts),
    warn: (what, facts) => write('warn', what, facts),
    error: (what, facts) => write('error', what, facts)
  }
}

interface LogLine {
  at: Date
  level: LogLevel
  room: string
  what: string
  facts: LogFacts
}

// One line: time, level, room, what, and the facts as key=value.
function formatLine({ at, level, room, what, facts }: LogLine): string {
  const pairs = Object.entries(facts).map(([key, value]) => ` ${key}=${String(value)}`)
  return `${at.toISOString()} ${level} ${room}: ${what}${pairs.join('')}\n`
}

/** Turns anything that was thrown into something short that may be logged. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`.slice(0, 300)
  return String(error).slice(0, 300)
}

function levelFrom(value: string | undefined): number {
  const index = levels.findIndex((level) => level === value)
  return index < 0 ? levels.indexOf('warn') : index
}
