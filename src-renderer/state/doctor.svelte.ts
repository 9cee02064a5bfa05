// The network check as the window shows it: whom it is for, its lines as they come, and how it is ended.
import { doctorSteps, type DoctorLine } from '../../src-preload/contract/doctor.ts'
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

export class Doctor {
  /** The server that is checked; null: the address below. */
  serverId: ServerId | null = $state(null)
  address = $state('')
  lines: readonly DoctorLine[] = $state.raw([])
  isRunning = $state(false)
  /** Why it could not even begin. */
  failure: Failure | null = $state.raw(null)
  readonly #wires: Wires
  #run = 0

  constructor(wires: Wires) {
    this.#wires = wires
  }

  get isOver(): boolean {
    return !this.isRunning && this.lines.length > 0
  }

  /** Whether every step that applies went well. */
  get isWell(): boolean {
    return this.isOver && !this.lines.some(({ result }) => result === 'failed')
  }

  choose(serverId: ServerId | null): void {
    this.cancel()
    this.lines = []
    this.serverId = serverId
  }

  /** Begins; `url` is complete already, and looked at only where no server is chosen. */
  async start(url: string): Promise<void> {
    this.#run++
    const run = String(this.#run)
    this.lines = []
    this.failure = null
    this.isRunning = true
    const answer = await this.#wires.network.ask.diagnose({ run, serverId: this.serverId, url })
    if (run !== String(this.#run)) return
    this.isRunning = false
    if (answer.ok) this.lines = answer.value
    else this.failure = answer.failure
  }

  apply({ run, line }: { run: string; line: DoctorLine }): void {
    if (run !== String(this.#run) || !this.isRunning) return
    const others = this.lines.filter(({ step }) => step !== line.step)
    this.lines = [...others, line]
    const isLast = line.step === doctorSteps.at(-1) && line.result !== 'running'
    if (isLast) this.isRunning = false
  }

  /** Ends it; what was found so far stays. */
  cancel(): void {
    if (!this.isRunning) return
    this.#run++
    this.isRunning = false
    this.lines = this.lines.filter(({ result }) => result !== 'running')
    void this.#wires.network.ask.cancelDiagnosis({})
  }
}
