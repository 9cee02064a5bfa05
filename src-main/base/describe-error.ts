// Turns what was thrown into something that may be logged: its kind, codes, and where in our own code it was.
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ErrorFact, thingsIn } from './log-facts.ts'
import { systemCode, systemCodesIn } from './system-codes.ts'

const NAMES: ReadonlySet<string> = new Set([
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'URIError', 'EvalError'],
  ...[
    'AggregateError',
    'AbortError',
    'TimeoutError',
    'DOMException',
    'NotFoundError',
    'SqliteError'
  ],
  ...['RouteError', 'TransferError', 'CancelledError', 'ValiError', 'ZodError', 'HttpError']
])
const MOST_THINGS = 3
const MOST_PLACES = 3
const MOST_CAUSES = 2

/** Where our bundles lie, or our sources under a test. */
const ourFolder = dirname(import.meta.dirname)
const ownPlace = new RegExp(
  String.raw`(?:${escaped(pathToFileURL(ourFolder).href)}|${escaped(ourFolder)})[\\/](?:[a-z]+[\\/])*?([\w.-]{1,60}\.(?:cjs|[jt]s):\d{1,7}:\d{1,7})\)?$`
)

/**
 * What may be told of anything that was thrown: `TypeError ECONNREFUSED ip#1f3a9c7e at network.process.code.cjs:12:7`.
 * The words of its message are told to nobody.
 */
export function describeError(error: unknown): ErrorFact {
  return new ErrorFact(partsOf(error, MOST_CAUSES).join(' '))
}

/** An error that another side described already: its name, and places of which it is known that they are ours. */
export function describeFrom(name: string, places: readonly string[]): ErrorFact {
  const at = places.length > 0 ? ` at ${places.join(',')}` : ''
  return new ErrorFact(`${errorName(name)}${at}`)
}

/** What it says itself, for the person or a terminal; it may name names, and is never logged. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.slice(0, 300)
}

/** The name of an error that is one of those that programs throw; any other is `Error`. */
function errorName(name: string): string {
  return NAMES.has(name) ? name : 'Error'
}

function partsOf(error: unknown, causes: number): string[] {
  if (!(error instanceof Error)) return [...saidBy(String(error)), '(no error)']
  const { code } = error as NodeJS.ErrnoException
  const own = typeof code === 'string' ? systemCode(code) : null
  const message = String(error.message)
  const places = placesOf(error, message)
  return [
    errorName(String(error.name)),
    ...new Set([...(own === null ? [] : [own]), ...saidBy(message)]),
    ...(places.length > 0 ? ['at', places.join(',')] : []),
    ...(error.cause !== undefined && causes > 0
      ? ['because', ...partsOf(error.cause, causes - 1)]
      : [])
  ]
}

function saidBy(message: string): string[] {
  return [...systemCodesIn(message), ...thingsIn(message, MOST_THINGS)]
}

// The stack repeats the message, which may hold lines that look like places.
function placesOf({ stack }: Error, message: string): string[] {
  const end = stack?.indexOf(message) ?? -1
  if (stack === undefined || end < 0) return []
  const lines = stack.slice(end + message.length, end + message.length + 6_000).split('\n')
  return lines.flatMap((line) => ownPlace.exec(line.trim())?.[1] ?? []).slice(0, MOST_PLACES)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
