// The words of a debug report, for those who look for the fault: English, and nothing in them of anybody's.
import type { Crash, ReportPart } from '../../../src-preload/contract/diagnostics.ts'
import type { ProcessChange } from '../../../src-preload/contract/app-calls.ts'
import type { NetworkFacts, StoreFacts } from '../../ports/facts.ts'

/** A process as Chromium measures it. */
export interface ProcessFigures {
  name: string
  /** Share of one core, 0 to 1. */
  load: number
  memoryBytes: number
}

export interface ReportFacts {
  /** Names and values, in the order in which they are shown. */
  system: Readonly<Record<string, string>>
  processes: readonly ProcessFigures[]
  supervised: readonly ProcessChange[]
  settings: readonly string[]
  /** Null: it did not answer. */
  store: StoreFacts | null
  network: NetworkFacts | null
  crashes: readonly Crash[]
  /** The end of the log as it lies on the disk. */
  log: string
}

const noAnswer = 'did not answer'

/** All parts, in order; each ends its last line. */
export function reportTexts(facts: ReportFacts): { name: ReportPart; text: string }[] {
  const texts: Record<ReportPart, readonly string[]> = {
    system: Object.entries(facts.system).map(([name, value]) => `${name}: ${value}`),
    processes: [...processLines(facts), ...threadLines(facts.network)],
    settings: facts.settings,
    contents: contentLines(facts.store),
    connections: facts.network ? connectionLines(facts.network) : [`network: ${noAnswer}`],
    crashes: facts.crashes.length > 0 ? facts.crashes.map(crashLine) : ['none'],
    log: facts.log === '' ? ['empty'] : [facts.log.trimEnd()]
  }
  return Object.entries(texts).map(([name, lines]) => ({
    // The keys of the record above.
    name: name as ReportPart,
    text: `${lines.join('\n')}\n`
  }))
}

/** The report as one text: a title, and each part under its name. */
export function wholeReport(parts: readonly { name: string; text: string }[], at: number): string {
  const sections = parts.map(({ name, text }) => `\n== ${name} ==\n${text}`)
  return `Filo debug report, ${new Date(at).toISOString()}\n${sections.join('')}`
}

function processLines({ processes, supervised }: ReportFacts): string[] {
  return [
    ...processes.map(
      ({ name, load, memoryBytes }) => `${name}: ${percent(load)}, ${megabytes(memoryBytes)}`
    ),
    ...supervised.map(
      ({ name, state, restarts, failure }) =>
        `${name} is ${state}, restarted ${restarts} times${failure ? `, ${failure.code}` : ''}`
    )
  ]
}

function threadLines(network: NetworkFacts | null): string[] {
  if (!network) return [`threads of network: ${noAnswer}`]
  return network.threads.map(
    ({ name, isRunning, ends, queue, events, bytes, load }) =>
      `thread ${name}: ${isRunning ? percent(load) : 'not running'}, ${events} events, ` +
      `${megabytes(bytes)} in all, ${queue} waiting, ended ${ends} times`
  )
}

function contentLines(store: StoreFacts | null): string[] {
  if (!store) return [`store: ${noAnswer}`]
  const counts = Object.entries(store.counts).map(([name, count]) => `${name}: ${count}`)
  return [`schema: ${store.schema}`, `database: ${megabytes(store.fileBytes)}`, ...counts]
}

// In an order of their own: the one in the rail would tell which is which.
function connectionLines({ servers, check }: NetworkFacts): string[] {
  const lines = servers.map(({ dialect, state, transport, generation, failure }) =>
    [
      state,
      transport ?? 'no transport',
      generation === null ? 'no generation' : `generation ${generation}`,
      dialect === null ? 'a dialect of one’s own' : `dialect ${dialect}`,
      failure ?? 'no failure'
    ].join(', ')
  )
  return [
    `servers: ${servers.length}`,
    ...lines.toSorted(),
    check ? `last check, ${new Date(check.at).toISOString()}` : 'no check since the start',
    ...(check?.lines ?? []).map(
      ({ step, result, finding, ms, code }) =>
        `  ${step}: ${result}, ${finding}${code ? `, ${code}` : ''}${ms === null ? '' : `, ${Math.round(ms)} ms`}`
    )
  ]
}

function crashLine({ at, part, kind, code, dumpBytes }: Crash): string {
  const dump = dumpBytes === null ? 'no dump' : `dump of ${megabytes(dumpBytes)}`
  return `${new Date(at).toISOString()} ${part}: ${kind}${code === null ? '' : ` (${code})`}, ${dump}`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
