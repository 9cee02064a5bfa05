// Hears how processes, threads and pages end, and has what ended by itself noted as a crash.
import { app, type RenderProcessGoneDetails } from 'electron'
import {
  crashParts,
  type CrashKind,
  type CrashPart
} from '../../../src-preload/contract/diagnostics.ts'
import { describeError, openLog } from '../../base/log.ts'
import type { ThreadEnd } from '../../ports/facts.ts'
import type { ProcessDeath } from '../../supervisor/supervised.ts'
import type { TroubleListener } from '../../supervisor/supervisor.ts'
import type { CrashBook } from './crash-book.ts'

const log = openLog('main')

type Reason = RenderProcessGoneDetails['reason']
/** Electron's words for how a process ended; an end in good order is no crash. */
const KINDS: Record<string, CrashKind> = {
  crashed: 'crashed',
  killed: 'killed',
  oom: 'out-of-memory',
  'memory-eviction': 'out-of-memory',
  'abnormal-exit': 'exited',
  'launch-failed': 'did-not-start',
  'integrity-failure': 'did-not-start'
} satisfies Partial<Record<Reason | 'memory-eviction', CrashKind>>

/** Processes that the supervisor watches: it knows whether their end was wanted. */
const SUPERVISED: readonly string[] = ['store', 'network', 'host']
/** Signals by which a program ends that did something wrong; on Windows exceptions, which are large numbers. */
const FAULTS: readonly number[] = [4, 5, 6, 7, 8, 10, 11]

export class TroubleEars implements TroubleListener {
  readonly #book: CrashBook
  #isEnding = false

  constructor(book: CrashBook) {
    this.#book = book
    app.on('before-quit', () => (this.#isEnding = true))
    app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
      this.#gone(partOf(type, name), reason, exitCode)
    })
    app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
      this.#gone('window', reason, exitCode)
    })
    app.on('web-contents-created', (_event, contents) => {
      contents.on('unresponsive', () => log.warn('the window hangs'))
      contents.on('responsive', () => log.info('the window answers again'))
      contents.on('preload-error', (_failed, _path, error) => {
        log.error('the preload failed', { error: describeError(error) })
      })
    })
  }

  died({ name, code, isHung }: ProcessDeath): void {
    if (this.#isEnding) return
    void this.#book.note(name, isHung ? 'hung' : kindOf(code), code)
  }

  threadEnded({ name, kind }: ThreadEnd): void {
    if (this.#isEnding) return
    const part = crashParts.find((one) => name === one || name.startsWith(`${one} `))
    void this.#book.note(part ?? 'other', kind, null)
  }

  #gone(part: CrashPart, reason: string, code: number): void {
    const kind = KINDS[reason]
    if (this.#isEnding || kind === undefined) return
    if (!SUPERVISED.includes(part)) void this.#book.note(part, kind, code)
    // Comes just after `died`, where that was no wanted end.
    else if (kind !== 'killed') void this.#book.told(part, kind)
  }
}

function partOf(type: string, name: string | undefined): CrashPart {
  if (type === 'GPU') return 'gpu'
  return crashParts.find((part) => name === `filo-${part}`) ?? 'other'
}

function kindOf(code: number): CrashKind {
  if (FAULTS.includes(code) || code >= 0xc0000000 || code < -1) return 'crashed'
  return process.platform !== 'win32' && (code === 9 || code === 15) ? 'killed' : 'exited'
}
