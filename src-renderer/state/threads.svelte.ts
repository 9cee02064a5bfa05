// What the processes and threads measure, while somebody looks.
import type { ThreadReading } from '../../src-preload/contract/network-calls.ts'
import type { Wires } from './wires.ts'

export class Threads {
  isOpen = $state(false)
  #fromNetwork: readonly ThreadReading[] = $state.raw([])
  #fromApp: readonly ThreadReading[] = $state.raw([])
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
    wires.network.onOpen(() => this.#tell())
    wires.app.onOpen(() => this.#tell())
  }

  /** Both sources as one list; where both know one, the one nearer to it counts. */
  get readings(): readonly ThreadReading[] {
    const known = new Map<string, ThreadReading>()
    for (const reading of this.#fromApp) known.set(keyOf(reading), reading)
    for (const reading of this.#fromNetwork) {
      known.set(keyOf(reading), merged(reading, known.get(keyOf(reading))))
    }
    return [...known.values()]
  }

  applyNetwork(readings: readonly ThreadReading[]): void {
    this.#fromNetwork = readings
  }

  applyApp(readings: readonly ThreadReading[]): void {
    this.#fromApp = readings
  }

  setOpen(isOpen: boolean): void {
    if (this.isOpen === isOpen) return
    this.isOpen = isOpen
    this.#tell()
  }

  #tell(): void {
    const on = this.isOpen
    void this.#wires.network.ask.watchThreads({ on })
    void this.#wires.app.ask.watchProcesses({ on })
  }
}

/** The same part of the app, whoever measured it. */
export function keyOf(reading: ThreadReading): string {
  const isAlone = reading.kind === 'process' && reading.process !== 'other'
  return isAlone ? reading.process : `${reading.process}/${reading.name}`
}

function merged(near: ThreadReading, far: ThreadReading | undefined): ThreadReading {
  if (!far) return near
  return { ...near, load: near.load ?? far.load, memoryBytes: near.memoryBytes ?? far.memoryBytes }
}
