// The app around the window: settings, the embedded server, and processes that stumbled.
import type {
  AppInfo,
  Hosting,
  Licence,
  ProcessChange,
  ProcessName,
  Settings
} from '../../src-preload/contract/app-calls.ts'
import type { PolicyView } from '../../src-preload/contract/policy.ts'
import type { DesktopSettings, DesktopState } from '../../src-preload/contract/desktop.ts'
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { Words } from '../i18n/words.svelte.ts'
import type { Wires } from './wires.ts'

type SettingsPatch = Partial<Omit<Settings, 'hosting'>>

export class App {
  info: AppInfo | null = $state.raw(null)
  settings: Settings | null = $state.raw(null)
  hosting: Hosting | null = $state.raw(null)
  /** What an organisation has set; null: nothing. */
  policy: PolicyView | null = $state.raw(null)
  /** The person was told what of it can't be used. */
  areFaultsSeen = $state(false)
  /** What this desktop can do; null until it is known. */
  desktop: DesktopState | null = $state.raw(null)
  /** Processes that are not simply running, by name. */
  troubled: ReadonlyMap<ProcessName, ProcessChange> = $state.raw(new Map())
  readonly #wires: Wires
  readonly #words: Words

  constructor(wires: Wires, words: Words) {
    this.#wires = wires
    this.#words = words
  }

  /** Takes what main says of itself, and has it tell the rest. */
  start(info: AppInfo): void {
    this.info = info
    this.policy = info.policy
    this.applySettings(info.settings, info.language)
    void this.#wires.app.ask.windowReady({})
  }

  applySettings(settings: Settings, language: 'en' | 'it'): void {
    this.settings = settings
    this.#words.language = language
    const page = document.documentElement
    page.lang = language
    page.dataset['theme'] = settings.theme
    page.dataset['density'] = settings.density
    page.dataset['platform'] = this.info?.platform ?? 'other'
  }

  async changeSettings(patch: SettingsPatch): Promise<void> {
    const answer = await this.#wires.app.askSurely.changeSettings(patch)
    if (answer.ok) this.settings = answer.value
  }

  /** By whom a setting is locked, as words; null: it is the person's. @param path as in `PolicyView.locked` */
  lockOf(path: string): string | null {
    return this.policy?.locked.includes(path) ? this.lockWords : null
  }

  /** The words for what an organisation has set, be it a setting or a server. */
  get lockWords(): string {
    return this.#words.t('policy.lockedBy', { by: this.policy?.organisation || 'none' })
  }

  async changeDesktop(patch: Partial<DesktopSettings>): Promise<void> {
    if (this.settings)
      await this.changeSettings({ desktop: { ...this.settings.desktop, ...patch } })
  }

  /** The quick message is sent or given up. */
  quickMessageDone(): void {
    void this.#wires.app.ask.quickMessageDone({})
  }

  async refreshHosting(): Promise<void> {
    const answer = await this.#wires.app.ask.hostingState({})
    if (answer.ok) this.hosting = answer.value
  }

  async startHosting(shared: boolean): Promise<Result<Hosting>> {
    const answer = await this.#wires.app.askSurely.startHosting({ shared })
    if (answer.ok) this.hosting = answer.value
    return answer
  }

  async stopHosting(): Promise<Result<null>> {
    const answer = await this.#wires.app.askSurely.stopHosting({})
    if (!answer.ok) return answer
    await this.refreshHosting()
    return done(null)
  }

  noteProcess(change: ProcessChange): void {
    const next = new Map(this.troubled)
    if (change.state === 'running' || change.state === 'starting') next.delete(change.name)
    else next.set(change.name, change)
    this.troubled = next
  }

  restartProcess(name: ProcessName): void {
    void this.#wires.app.ask.restartProcess({ name })
  }

  /** Tells main when the system's network comes and goes or costs by the byte, and of one that is gone from the start. */
  followNetwork(page: Window): void {
    const connection = connectionOf(page.navigator)
    const tell = (online: boolean): void =>
      void this.#wires.app.ask.networkChanged({ online, metered: isMetered(connection) })
    const came = (): void => tell(true)
    const went = (): void => tell(false)
    const changed = (): void => tell(page.navigator.onLine)
    page.addEventListener('online', came)
    page.addEventListener('offline', went)
    connection?.addEventListener('change', changed)
    this.#wires.network.onOpen(() => {
      if (!page.navigator.onLine || isMetered(connection)) changed()
    })
  }

  openExternal(url: string): Promise<Result<null>> {
    return this.#wires.app.ask.openExternal({ url })
  }

  licences(): Promise<Result<Licence[]>> {
    return this.#wires.app.ask.licences({})
  }

  copy(text: string): Promise<Result<null>> {
    return this.#wires.app.ask.copyText({ text })
  }
}

/** What Chromium knows of the network; not every system tells. */
interface SystemConnection extends EventTarget {
  saveData?: boolean
  type?: string
}

function isMetered(connection: SystemConnection | null): boolean {
  return connection?.saveData === true || connection?.type === 'cellular'
}

function connectionOf(navigator: Navigator): SystemConnection | null {
  const found: unknown = Reflect.get(navigator, 'connection')
  return found instanceof EventTarget ? found : null
}
