// Trouble, as main noted it: crashes, the debug report before it is saved, and errors of this page.
import type { Crash, Report, ReportChoice } from '../../src-preload/contract/diagnostics.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Wires } from './wires.ts'

/** What is told of this page's errors; more is the same again. */
const MOST_TOLD = 20
const PLACE = /([\w.-]{1,60}\.js:\d{1,7}:\d{1,7})\)?$/

export class Diagnostics {
  /** The latest first; null until they were asked for. */
  crashes: readonly Crash[] | null = $state.raw(null)
  isReportOpen = $state(false)
  readonly #wires: Wires
  #told = 0

  constructor(wires: Wires) {
    this.#wires = wires
  }

  apply(crashes: readonly Crash[]): void {
    this.crashes = crashes
  }

  async refresh(): Promise<void> {
    this.#take(await this.#wires.app.ask.crashes({}))
  }

  async forget(crashes: readonly Crash[]): Promise<void> {
    this.#take(await this.#wires.app.ask.deleteCrashes({ ids: crashes.map(({ id }) => id) }))
  }

  prepare(): Promise<Result<Report>> {
    return this.#wires.app.ask.prepareReport({})
  }

  save(choice: ReportChoice): Promise<Result<{ name: string | null }>> {
    return this.#wires.app.ask.saveReport(choice)
  }

  showLogs(): void {
    void this.#wires.app.ask.showLogs({})
  }

  /** Tells main of what nobody caught in this page: its kind and place, none of its words. */
  follow(page: Window): void {
    page.addEventListener('error', ({ error }) => this.#troubled(error))
    page.addEventListener('unhandledrejection', ({ reason }) => this.#troubled(reason))
  }

  #troubled(thrown: unknown): void {
    if (this.#told++ >= MOST_TOLD) return
    void this.#wires.app.ask.pageTroubled(
      thrown instanceof Error
        ? { name: thrown.name.slice(0, 40), places: placesOf(thrown) }
        : { name: 'Error', places: [] }
    )
  }

  #take(answer: Result<Crash[]>): void {
    if (answer.ok) this.crashes = answer.value
  }
}

// The stack repeats the message, which is nobody's business.
function placesOf({ stack = '', message }: Error): string[] {
  const from = stack.indexOf(message)
  const lines = from < 0 ? [] : stack.slice(from + message.length).split('\n')
  return lines.flatMap((line) => PLACE.exec(line.trim())?.[1] ?? []).slice(0, 3)
}
