// Whether there is a tray to be in: on Linux some desktops have none, and one may come and go.
import type { SessionBus } from '../session-bus.ts'

const WATCHER = {
  name: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher'
}

export class TrayHost {
  readonly #bus: SessionBus | null
  readonly #onChange: () => void
  #isThere: boolean

  /** Tells `onChange` once it is known, and whenever it changes. */
  constructor(bus: SessionBus | null, onChange: () => void) {
    this.#bus = bus
    this.#onChange = onChange
    this.#isThere = process.platform !== 'linux'
    if (this.#isThere || !bus) queueMicrotask(onChange)
    else void this.#follow(bus)
  }

  get isThere(): boolean {
    return this.#isThere
  }

  async #follow(bus: SessionBus): Promise<void> {
    let isTold = false
    const look = (): void => {
      isTold = true
      void this.#look()
    }
    await bus.listen(WATCHER, look, look)
    if (!isTold) this.#onChange()
  }

  // A watcher alone draws nothing: somebody has to show what registers there.
  async #look(): Promise<void> {
    const has = await this.#bus?.read(WATCHER, 'IsStatusNotifierHostRegistered')
    this.#isThere = has === true
    this.#onChange()
  }
}
