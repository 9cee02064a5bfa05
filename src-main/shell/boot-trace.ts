// Puts together where the time of a start went, in every process, and prints it once (`--trace-boot`).
import type { BootMark } from '../../src-preload/contract/boot.ts'
import { bootMarks, bootNow } from '../base/boot-marks.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'

/** Who tells of its moments. */
export type BootParty = 'main' | 'store' | 'network' | 'window'

export interface BootTraceOptions {
  /** When the program was started, ms by the clock of the marks. */
  startedAt: number
  /** Asks a process for its moments. */
  ask: (party: Exclude<BootParty, 'window'>) => Promise<BootMark[]>
  print: (text: string) => void
}

/** How long it waits for those who have not told yet, ms. */
const PATIENCE_MS = 15_000

/** Waits until the window has told and the network runs, or for as long as its patience lasts. */
export class BootTrace {
  readonly #options: BootTraceOptions
  readonly #timer: NodeJS.Timeout
  #window: readonly BootMark[] | null = null
  #isNetworkUp = false
  #isPrinted = false

  constructor(options: BootTraceOptions) {
    this.#options = options
    this.#timer = setTimeout(() => void this.#print(), PATIENCE_MS)
  }

  windowTold(marks: readonly BootMark[]): void {
    this.#window ??= marks
    this.#printWhenWhole()
  }

  networkRuns(): void {
    this.#isNetworkUp = true
    this.#printWhenWhole()
  }

  #printWhenWhole(): void {
    if (this.#window && this.#isNetworkUp) void this.#print()
  }

  async #print(): Promise<void> {
    if (this.#isPrinted) return
    this.#isPrinted = true
    clearTimeout(this.#timer)
    const parties = ['main', 'store', 'network'] as const
    const asked = parties.map(async (party) => told(party, await this.#options.ask(party)))
    const rows = [...(await Promise.all(asked)).flat(), ...told('window', this.#window ?? [])]
    this.#options.print(bootTable(rows, this.#options.startedAt))
  }
}

/** The trace of this very start. */
export function traceBoot({ store, network }: Supervisor): BootTrace {
  return new BootTrace({
    startedAt: bootNow() - performance.now(),
    ask: async (party) => {
      if (party === 'main') return bootMarks()
      const answer = await (party === 'store' ? store : network).ask?.bootMarks({})
      return answer?.ok ? answer.value : []
    },
    print: (text) => process.stderr.write(text)
  })
}

interface BootRow extends BootMark {
  party: BootParty
}

function told(party: BootParty, marks: readonly BootMark[]): BootRow[] {
  return marks.map((mark) => ({ ...mark, party }))
}

/** The moments in the order in which they came: ms since the start, ms since the one before, who, what. */
function bootTable(rows: readonly BootRow[], startedAt: number): string {
  const sorted = [...rows].sort((one, other) => one.at - other.at)
  const lines = sorted.map(({ at, party, what }, index) => {
    const since = at - (sorted[index - 1]?.at ?? startedAt)
    return `${ms(at - startedAt)} ${ms(since)}  ${party.padEnd(8)} ${what}`
  })
  const head = `${'ms'.padStart(8)} ${'step'.padStart(8)}  process  what`
  return `${['boot trace, from the start of the program', head, ...lines].join('\n')}\n`
}

function ms(value: number): string {
  return value.toFixed(1).padStart(8)
}
