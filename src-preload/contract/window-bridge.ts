// How the window gets its ports: the one channel between preload and main, and what travels on it.

import type { AppInfo } from './app-calls.ts'

/** The names of the ports that main hands to the window. */
export type WindowPortName = 'app' | 'store' | 'network'

/** What travels beside a port on its way through the preload into the page. */
export interface PortDelivery {
  filoPort: WindowPortName
  /** Beside the app's port: what the page has to know before it draws. */
  info?: AppInfo
}

/** The single channel on which preload and main talk. */
export const WINDOW_CHANNEL = 'filo:window'

/** Where the page lives; no other origin is ever given a port. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://filo'

/** On which main tells the preload that nothing happens: the page's process gives memory back. */
export const REST_CHANNEL = 'filo:rest'

/** On which the preload tells main where dropped or pasted files lie; the page never sees a path. */
export const FILES_CHANNEL = 'filo:files'

/** What goes over it. */
export interface DroppedFiles {
  conversationId: number
  /** Absolute. */
  paths: string[]
}

/** What the preload puts on `window.filo`. */
export interface FiloBridge {
  /** The page listens: what came for it meanwhile, and whatever comes, is passed on. */
  ready(): void
  /**
   * Puts dropped or pasted files into a conversation's composer. Answers with the places in `files` of those
   * that lie nowhere (a picture from the clipboard): their bytes go to the store by `stageBytes`.
   */
  stage(conversationId: number, files: File[]): number[]
  /** Nothing happens any more where much did: this process gives memory back. */
  rest(): void
}
