// Where the person is in the window: dialogs, panels and, where it is narrow, panes.
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'

export type DialogName = 'add-server' | 'settings' | 'quick-switcher' | 'shortcuts' | 'new-room'
export type SettingsTab =
  | 'general'
  | 'appearance'
  | 'servers'
  | 'hosting'
  | 'network'
  | 'files'
  | 'dialects'
  | 'data'
  | 'updates'
  | 'about'

/** Something to be said yes to before it is done. */
export interface Question {
  title: string
  words: string
  /** Shown as it is, apart: an address, a name. */
  detail?: string
  action: string
  isDanger: boolean
  act: () => void
}

export class Places {
  question: Question | null = $state.raw(null)
  dialog: DialogName | null = $state(null)
  settingsTab: SettingsTab = $state('general')
  /** A link from outside that waits for a yes. */
  link: ConnectLink | null = $state.raw(null)
  /** The server whose settings are looked at. */
  serverInSettings: ServerId | null = $state(null)
  areMembersShown = $state(false)
  /** Where the list slides over the conversation, whether it does. */
  isListShown = $state(false)
  /** A word about something that could not be done; gone after a while. */
  toast: string | null = $state(null)
  #toastTimer: ReturnType<typeof setTimeout> | undefined

  open(dialog: DialogName): void {
    this.dialog = dialog
  }

  openSettings(tab: SettingsTab): void {
    this.settingsTab = tab
    this.dialog = 'settings'
  }

  ask(question: Question): void {
    this.question = question
  }

  close(): void {
    this.dialog = null
  }

  say(words: string): void {
    this.toast = words
    clearTimeout(this.#toastTimer)
    this.#toastTimer = setTimeout(() => (this.toast = null), 6_000)
  }
}
