// How the window gets its ports: the one channel between preload and main, and what travels on it.

/** The names of the ports that main hands to the window. */
export type WindowPortName = 'app' | 'store' | 'network'

/** What travels beside a port on its way through the preload into the page. */
export interface PortDelivery {
  filoPort: WindowPortName
}

/** The single channel on which preload and main talk. */
export const WINDOW_CHANNEL = 'filo:window'

/** Where the page lives; no other origin is ever given a port. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://filo'

/** What the preload puts on `window.filo`. */
export interface FiloBridge {
  /** The page listens: main may hand out its ports. */
  ready(): void
}
