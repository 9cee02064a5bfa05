// What the shell asks of the updater, which it does not import.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Block } from '../../src-preload/contract/body.ts'
import type { UpdateSettings, UpdateState } from '../../src-preload/contract/updates.ts'

export interface Updates {
  readonly state: UpdateState
  /** The window is drawn, or asked for again: from now on it is told, and checks begin. */
  appeared: () => void
  /** A process was given up: this version has not proven itself. */
  troubled: () => void
  /** This version ends as it should, so it had started: there is no need any more to go back. */
  ended: () => void
  /** Whether a newer version was taken back, so that its database may be, too. */
  readonly hasGoneBack: boolean
  /** What is new in the version that runs. */
  notes: () => Promise<Block[]>
  check: () => Result<null>
  restartIntoUpdate: () => Result<null>
  settingsChanged: () => void
}

/** What an administrator may lay down; what is undefined is the person's. */
export interface UpdatePolicy {
  /** An address as in the settings; empty for what the package says. */
  feed?: string | undefined
  channel?: UpdateSettings['channel'] | undefined
  /** Nothing newer is looked for, not even when asked. */
  isOff?: boolean | undefined
  /** Who laid it down; `none` where that is not said. */
  by?: string | undefined
}

export interface UpdatesOptions {
  settings: () => UpdateSettings
  policy: () => UpdatePolicy
  onChange: (state: UpdateState) => void
}

export type MakeUpdates = (options: UpdatesOptions) => Updates
