// Where the person is in the window: dialogs, panels and, where it is narrow, panes.
import type { ConnectLink } from '../../src-preload/contract/app-calls.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'

export type DialogName =
  'add-server' | 'settings' | 'quick-switcher' | 'quick-message' | 'shortcuts' | 'new-room'
export type SettingsTab =
  | 'general'
  | 'notifications'
  | 'appearance'
  | 'servers'
  | 'hosting'
  | 'network'
  | 'files'
  | 'dialects'
  | 'data'
  | 'updates'
  | 'diagnostics'
  | 'about'

/** A menu at a place of the window, CSS px. */
export interface OpenMenu {
  x: number
  y: number
  label: string
  items: readonly PointedItem[]
}

/** What can be done with what was pointed at; as menus show it. */
export interface PointedItem {
  key: string
  label: string
  isDanger?: boolean
  isOn?: boolean
  startsPart?: boolean
  partTitle?: string
  act: () => void
}

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
  menu: OpenMenu | null = $state.raw(null)
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

  /** Opens a menu where a pointer or the menu key asked for it. */
  point(event: MouseEvent, label: string, items: readonly PointedItem[]): void {
    event.preventDefault()
    this.menu = { ...placeOf(event), label, items }
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

// The menu key points nowhere: what has the focus does.
function placeOf(event: MouseEvent): { x: number; y: number } {
  const { clientX: x, clientY: y, currentTarget } = event
  if (event.button === 2 || !(currentTarget instanceof Element)) return { x, y }
  const { left, top } = currentTarget.getBoundingClientRect()
  return { x: left + 24, y: top + 24 }
}
