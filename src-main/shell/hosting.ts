// Hosting on this computer, as the person switches it: the host process, its port, and how to reach it.
import type { Hosting, Settings } from '../../src-preload/contract/app-calls.ts'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { HostProcessCalls, HostState } from '../ports/host-calls.ts'
import type { Supervised } from '../supervisor/supervised.ts'

const CLOSE_GRACE_MS = 2_000
/** How long a first start may take before the person is told that it failed. */
const START_TIMEOUT_MS = 15_000

const notHosting: Hosting = {
  running: false,
  address: null,
  shared: false,
  inviteLink: null,
  clients: 0
}

export interface HostingOptions {
  process: Supervised<HostProcessCalls>
  /** Remembers what was chosen, so that the next start does the same at the same address. */
  remember: (hosting: Settings['hosting']) => void
  onChange: (hosting: Hosting) => void
}

/** Starts, shares and stops the embedded server. */
export class HostControl {
  readonly #options: HostingOptions
  #state: Hosting = notHosting
  #waiting: ((hosting: Hosting) => void)[] = []

  constructor(options: HostingOptions) {
    this.#options = options
  }

  get state(): Hosting {
    return this.#state
  }

  /** Starts it, or changes whether it is shared where it runs already. */
  async start(shared: boolean): Promise<Result<Hosting>> {
    const { process } = this.#options
    if (process.ask) {
      const answer = await process.ask.share({ on: shared })
      return answer.ok ? done(this.update(answer.value)) : answer
    }
    process.start()
    const hosting = await this.#started()
    return hosting ? done(hosting) : refuse('host-failed', undefined, true)
  }

  async stop(): Promise<void> {
    await this.#options.process.stop((ask) => ask.close({}), CLOSE_GRACE_MS)
    this.#options.remember({ on: false, shared: false, port: this.#port() })
    this.#tell(notHosting)
  }

  /** Takes what the host process tells of itself; answers with it in the window's terms. */
  update(state: HostState): Hosting {
    const { running, address, shared, inviteLink, clients } = state
    if (running) this.#options.remember({ on: true, shared, port: state.port ?? 0 })
    return this.#tell({ running, address, shared, inviteLink, clients })
  }

  #port(): number {
    const { address } = this.#state
    return address ? Number(new URL(address).port) : 0
  }

  #tell(hosting: Hosting): Hosting {
    this.#state = hosting
    this.#options.onChange(hosting)
    if (hosting.running) for (const resolve of this.#waiting.splice(0)) resolve(hosting)
    return hosting
  }

  #started(): Promise<Hosting | null> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      setTimeout(() => resolve(null), START_TIMEOUT_MS).unref()
    })
  }
}
