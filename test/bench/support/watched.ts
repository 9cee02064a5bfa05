// What a watched page gathers while it is measured.

/** Times are ms, of the wall clock where they end in `At`. */
export interface Watched {
  /** When each frame was begun. */
  framesAt: number[]
  /** Frames in which some place of the log showed nothing. */
  blankFrames: number
  /** From each key press to the end of the next frame's work. */
  keys: number[]
  /** When Enter was pressed. */
  entersAt: number[]
  /** After each frame: when that was, and number and time of the newest flood message on screen. */
  seen: Seen[]
}

export interface Seen {
  at: number
  number: number
  saidAt: number
}

/** What is put into the page. */
export interface PageWatch {
  /** Begins anew. */
  start: () => void
  take: () => Watched
  /** The number of the newest flood message that was on screen; 0: none. */
  newest: () => number
}

declare global {
  interface Window {
    filoWatch?: PageWatch
  }
}
