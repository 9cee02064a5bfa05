// What the system and the window say of the way out: told on to those who must act on it.
import { session } from 'electron'

/** Why connections have to be looked at. */
export type WakeCause = 'resume' | 'unlock' | 'online' | 'offline'

/** Whom the weather is told to. */
export interface NetworkWeatherOptions {
  wake: (cause: WakeCause) => void
  /** The way out became dear, or cheap again. */
  onMetered: () => void
}

/** Knows whether the computer is online, and whether what goes over the line costs by the byte. */
export class NetworkWeather {
  readonly #options: NetworkWeatherOptions
  #isMetered = false
  #isOnline: boolean | null = null

  constructor(options: NetworkWeatherOptions) {
    this.#options = options
  }

  get isMetered(): boolean {
    return this.#isMetered
  }

  /** Has every connection looked at. */
  wake(cause: WakeCause): void {
    // Another network may have other proxies: connections that are made from now on ask for them.
    if (cause !== 'unlock') void session.defaultSession.forceReloadProxyConfig()
    this.#options.wake(cause)
  }

  /** The window noticed a change. */
  changed(online: boolean, isMetered: boolean): void {
    const isOnlyDearer = isMetered !== this.#isMetered && online === this.#isOnline
    this.#isMetered = isMetered
    this.#isOnline = online
    this.#options.onMetered()
    if (!isOnlyDearer) this.wake(online ? 'online' : 'offline')
  }
}
