// A client whose library is loaded when it is first wanted: most people never meet a server that needs it.
import type { Emission } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'
import type { ClientOptions, ClientSocket, ResumePoint } from './client.ts'
import { failure } from './connect-failure.ts'

type OpenClient = (options: ClientOptions) => ClientSocket

/** Opens clients by what `load` brings; one whose library can not be had is refused as `internal`. */
export function openLate(load: () => Promise<OpenClient>): OpenClient {
  return (options) => new LateClient(options, load)
}

class LateClient implements ClientSocket {
  readonly #options: ClientOptions
  readonly #load: () => Promise<OpenClient>
  /** The client itself, once it is there. */
  #client: ClientSocket | null = null
  #isPaused = false
  #isClosed = false

  constructor(options: ClientOptions, load: () => Promise<OpenClient>) {
    this.#options = options
    this.#load = load
  }

  connect(): void {
    void this.#open()
  }

  isWritable(): boolean {
    return this.#client?.isWritable() === true
  }

  emit(emission: Emission, settled: (outcome: EmitOutcome) => void): void {
    if (this.#client) this.#client.emit(emission, settled)
    else settled({ kind: 'unsent' })
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#client?.setPaused(isPaused)
  }

  probe(timeoutMs: number, answered: (latencyMs: number | null) => void): void {
    if (this.#client) this.#client.probe(timeoutMs, answered)
    else answered(null)
  }

  whenArrived(over: () => void): void {
    if (this.#client) this.#client.whenArrived(over)
    else over()
  }

  resumePoint(): ResumePoint | null {
    return this.#client?.resumePoint() ?? null
  }

  close(): void {
    this.#isClosed = true
    this.#client?.close()
  }

  async #open(): Promise<void> {
    const { listeners } = this.#options
    let open: OpenClient
    try {
      open = await this.#load()
    } catch {
      const refused = failure('internal', false)
      return this.#isClosed ? undefined : listeners.onRefused({ kind: 'route', failure: refused })
    }
    if (this.#isClosed) return
    this.#client = open(this.#options)
    if (this.#isPaused) this.#client.setPaused(true)
    this.#client.connect()
  }
}
