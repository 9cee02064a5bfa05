// What is kept so that trouble can be understood later: the log, crashes, and the report that the person may save.
import { app, shell } from 'electron'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessChange, Settings } from '../../../src-preload/contract/app-calls.ts'
import type { Crash, Report, ReportChoice } from '../../../src-preload/contract/diagnostics.ts'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { describeFrom } from '../../base/describe-error.ts'
import { describeError, gatherLog, openLog, showLine } from '../../base/log.ts'
import type { NetworkFacts, StoreFacts } from '../../ports/facts.ts'
import type { DataPlaces } from '../data/data-places.ts'
import { CrashBook } from './crash-book.ts'
import { startDumps } from './crash-dumps.ts'
import { LogFiles } from './log-files.ts'
import { plainSettings } from './plain-settings.ts'
import { saveReport } from './report-file.ts'
import { reportTexts, wholeReport } from './report-text.ts'
import { processFigures, systemFacts } from './system-facts.ts'
import { TroubleEars } from './trouble-ears.ts'

const log = openLog('main')
const LOG_BYTES = 200_000
/** How long a process is waited for that may hang, ms. */
const PATIENCE_MS = 3_000
/** Troubles of one start of the app that the page may have noted: more would be noise. */
const MOST_PAGE_TROUBLES = 100

/** Where the facts of a report come from; null: the process is not there. */
export interface ReportSources {
  settings: () => Settings
  supervised: () => ProcessChange[]
  /** Our processes' names by their pids. */
  names: () => ReadonlyMap<number, string>
  store: () => Promise<Result<StoreFacts>> | null
  network: () => Promise<Result<NetworkFacts>> | null
  places: Pick<DataPlaces, 'askToSave'>
  onCrashes: (crashes: Crash[]) => void
}

/** Made before anything else of the app, so that it hears of everything. */
export class Diagnostics {
  readonly #userData: string
  readonly #files: LogFiles
  readonly #crashes: CrashBook
  /** Hears of what ended. */
  readonly ears: TroubleEars
  #sources: ReportSources | null = null
  #report: Report | null = null
  #pageTroubles = 0

  /** @param userData absolute path of the person's folder */
  constructor(userData: string) {
    const folder = join(userData, 'logs')
    this.#userData = userData
    this.#files = new LogFiles({ folder, elapsed: () => performance.now() })
    gatherLog((line, level) => {
      showLine(line, level)
      this.#files.add(line)
    })
    log.info('Filo starts', { version: app.getVersion() })
    process.on('uncaughtExceptionMonitor', (error) => {
      log.error('an error that nobody caught', { error: describeError(error) })
    })
    const dumps = startDumps(userData)
    this.#crashes = new CrashBook({
      folder,
      dumps,
      newId: randomUUID,
      now: Date.now,
      onChange: () => void this.#tellCrashes()
    })
    this.ears = new TroubleEars(this.#crashes)
    void dumps.thin()
  }

  /** From now on reports can be made, and crashes are told of. */
  tellOf(sources: ReportSources): void {
    this.#sources = sources
  }

  /** The latest first. */
  async crashes(): Promise<Result<Crash[]>> {
    return done(await this.#crashes.list())
  }

  async deleteCrashes(ids: readonly string[]): Promise<Result<Crash[]>> {
    await this.#crashes.remove(new Set(ids))
    return this.crashes()
  }

  /** Puts together what a report would hold now; saving writes exactly this. */
  async prepare(): Promise<Result<Report>> {
    const sources = this.#sources
    if (!sources) return refuse('process-gone', undefined, true)
    const crashes = await this.#crashes.list()
    const [store, network] = await Promise.all([inTime(sources.store()), inTime(sources.network())])
    const parts = reportTexts({
      system: systemFacts(),
      processes: processFigures(sources.names()),
      supervised: sources.supervised(),
      settings: plainSettings(sources.settings()),
      store,
      network,
      crashes,
      log: await this.#files.latest(LOG_BYTES)
    })
    const dumps = crashes.filter(({ dumpBytes }) => dumpBytes !== null)
    this.#report = { id: randomUUID(), parts, dumps }
    return done(this.#report)
  }

  async save(wish: ReportChoice): Promise<Result<{ name: string | null }>> {
    const report = this.#report
    if (!this.#sources || report?.id !== wish.id) return refuse('not-found')
    const now = Date.now()
    const parts = report.parts.filter(({ name }) => wish.parts.includes(name))
    const shown = new Set(report.dumps.map(({ id }) => id))
    const wanted = new Set(wish.dumps.filter((id) => shown.has(id)))
    const dumps = await this.#crashes.dumpsOf(wanted)
    if (dumps.length < wanted.size) return refuse('file-gone')
    return saveReport({
      text: wholeReport(parts, now),
      dumps: dumps.map(({ dump }) => dump),
      places: this.#sources.places,
      userData: this.#userData,
      now
    })
  }

  showLogs(): void {
    shell.showItemInFolder(join(this.#userData, 'logs', 'filo.log'))
  }

  /** @param places `file.js:line:column`; those in none of the page's own files are left out */
  pageTroubled(name: string, places: readonly string[]): void {
    if (this.#pageTroubles++ >= MOST_PAGE_TROUBLES) return
    const own = places.filter((place) => existsSync(join(PAGE_FILES, place.split(':')[0] ?? '')))
    log.error('an error in the page', { error: describeFrom(name, own) })
  }

  /** Brings what was logged to the disk; nothing is written afterwards. */
  async close(): Promise<void> {
    log.info('Filo ends')
    gatherLog(null)
    await this.#files.close()
  }

  async #tellCrashes(): Promise<void> {
    this.#sources?.onCrashes(await this.#crashes.list())
  }
}

const PAGE_FILES = join(import.meta.dirname, '../renderer/assets')

async function inTime<T>(asked: Promise<Result<T>> | null): Promise<T | null> {
  const late = new Promise<null>((go) => setTimeout(() => go(null), PATIENCE_MS).unref())
  const answer = await Promise.race([asked, late])
  return answer?.ok ? answer.value : null
}
