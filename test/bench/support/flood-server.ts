// Starts the flooding server's process, orders floods and gathers what it heard.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FloodOrder, FloodReport } from './flood-talk.ts'

type Flooded = Extract<FloodReport, { kind: 'flooded' }>
type Heard = Extract<FloodReport, { kind: 'heard' }>

export class FloodServer {
  readonly url: string
  /** What clients wrote, in order. */
  readonly heard: Heard[] = []
  readonly #child: ChildProcess
  #onFlooded: (flooded: Flooded) => void = () => undefined

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    child.on('message', (report: FloodReport) => {
      if (report.kind === 'heard') this.heard.push(report)
      if (report.kind === 'flooded') this.#onFlooded(report)
    })
  }

  /** Messages go to so many conversations in turn. */
  static async open(conversations = 1): Promise<FloodServer> {
    const child = fork(join(import.meta.dirname, 'flood-worker.js'), [String(conversations)])
    const [first] = (await once(child, 'message')) as [FloodReport]
    if (first.kind !== 'open') throw new Error('the flooding server did not open')
    return new FloodServer(child, first.url)
  }

  /** Floods whoever is connected; resolves when the last message was said. */
  flood(rate: number, seconds: number): Promise<Flooded> {
    return this.#flooded({ kind: 'flood', rate, seconds })
  }

  /** The same past the library, at next to no cost, shared out to all connections; null: as many as are read. */
  pour(rate: number | null, seconds: number): Promise<Flooded> {
    return this.#flooded({ kind: 'pour', rate, seconds })
  }

  close(): void {
    this.#child.kill()
  }

  #flooded(order: FloodOrder): Promise<Flooded> {
    return new Promise((resolve) => {
      this.#onFlooded = resolve
      this.#child.send(order)
    })
  }
}
