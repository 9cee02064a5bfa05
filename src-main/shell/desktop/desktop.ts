// The app on its desktop: notifications and whatever else of it stands outside its window.
import { app, type ContextMenuParams, type WebContents } from 'electron'
import type { AppCommand, AppEvents, WantedPlace } from '../../../src-preload/contract/app-calls.ts'
import { zooms, type DesktopState } from '../../../src-preload/contract/desktop.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import { Words } from '../../base/words.ts'
import type { NoticeCalls, NoticeEvents } from '../../ports/notice-calls.ts'
import type { MainWindow, WindowStance } from '../main-window.ts'
import { setAppMenu, showTextMenu } from '../menus/set-menus.ts'
import { resolveLanguage } from '../language.ts'
import type { SettingsFile } from '../settings-file.ts'
import { askForAttention } from './attention.ts'
import { applyAutostart } from './autostart.ts'
import { Badge, badgeCount } from './badge.ts'
import { GlobalKey } from './global-key.ts'
import { ElectronNotifier } from './notices/electron-notifier.ts'
import { FreedesktopNotifier } from './notices/freedesktop-notifier.ts'
import { NoticeBoard } from './notices/notice-board.ts'
import type { NoticeListener, Notifier } from './notices/notifier.ts'
import type { NoticeListeners } from './notice-relay.ts'
import { SessionBus } from './session-bus.ts'
import { applySpelling, spellingLanguages } from './spelling.ts'
import { AppTray } from './tray/app-tray.ts'
import { TrayHost } from './tray/tray-host.ts'

export interface DesktopOptions {
  settings: SettingsFile
  /** Null for the plain one. */
  profile: string | null
  /** Null while the store is not there. */
  store: () => Caller<NoticeCalls> | null
  window: () => MainWindow | null
  /** Brings the window to the front, opening it where there is none. */
  bring: () => void
  /** Tells the page, as soon as there is one. */
  tell: <Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]) => void
  /** Tells the page that is there, if one is. */
  tellNow: <Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]) => void
}

export class Desktop {
  readonly #options: DesktopOptions
  readonly #bus = process.platform === 'linux' ? SessionBus.open() : null
  readonly #notices: NoticeBoard
  readonly #trayHost: TrayHost
  readonly #tray: AppTray
  readonly #badge: Badge
  readonly #key: GlobalKey
  #words: Words
  #totals: NoticeEvents['unreadChanged'] = { messages: 0, mentions: 0, conversations: [] }
  #stanceBefore: WindowStance | null = null
  #applied = ''
  #autostart = ''
  #pauseTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: DesktopOptions) {
    this.#options = options
    this.#words = new Words(resolveLanguage(options.settings.current.language))
    this.#notices = this.#makeNotices()
    this.#tray = this.#makeTray()
    this.#trayHost = new TrayHost(this.#bus, () => this.#trayHostChanged())
    const { window } = options
    this.#badge = new Badge({ bus: this.#bus, window, words: () => this.#words })
    this.#key = new GlobalKey(() => this.quickMessage())
    options.settings.onChange(() => this.#settingsChanged())
  }

  /** What the store tells. */
  readonly listeners: NoticeListeners = {
    noticeShown: (notice) => this.#notices.show(notice),
    noticesEnded: ({ keys }) => this.#notices.takeAway(keys),
    unreadChanged: (totals) => {
      this.#totals = totals
      this.#tray.update(totals)
      this.#badge.show(badgeCount(totals, this.#options.settings.current.notices.badge))
    }
  }

  /** The menu of a text or a link. */
  showTextMenu(contents: WebContents, params: ContextMenuParams): void {
    showTextMenu(contents, params, this.#words)
  }

  /** Whether the app can be reached without a window. */
  get hasTray(): boolean {
    return this.#tray.isShown
  }

  /** Whether a window that is closed leaves the app where it can be found again. */
  get staysWithoutWindow(): boolean {
    if (process.platform === 'darwin') return true
    return this.#tray.isShown && this.#options.settings.current.desktop.closeToTray
  }

  /** Makes everything as the settings want it: at the start, and when they change. */
  apply(): void {
    const { settings, window } = this.#options
    const { desktop, notices, language } = settings.current
    this.#applied = JSON.stringify([desktop, notices, language])
    if (resolveLanguage(language) !== this.#words.language) {
      this.#words = new Words(resolveLanguage(language))
    }
    this.#setMenu()
    this.#tray.show(desktop.tray && this.#trayHost.isThere)
    this.#tray.draw()
    this.#badge.show(badgeCount(this.#totals, notices.badge))
    this.#key.set(desktop.globalKey)
    window()?.zoom(desktop.zoom)
    applySpelling(desktop)
    this.#applyAutostart()
    this.#planPauseEnd(notices.pausedUntil)
    this.watch()
    this.tellState()
  }

  // Most changes are only which conversation is on screen.
  #settingsChanged(): void {
    const { desktop, notices, language } = this.#options.settings.current
    const wish = JSON.stringify([desktop, notices, language])
    if (wish === this.#applied) this.watch()
    else this.apply()
  }

  /** Tells the store what is wanted: when it starts, and when settings or the window's focus change. */
  watch(): void {
    const { settings, store, window } = this.#options
    const { notices, lastConversationId: onScreen } = settings.current
    const isLooking = window()?.isFocused === true
    if (isLooking) window()?.flash(false)
    void store()?.watchNotices({ settings: notices, isLooking, onScreen })
  }

  /** The window is new. */
  windowOpened(): void {
    this.#badge.draw()
  }

  tellState(): void {
    const isMac = process.platform === 'darwin'
    const state: DesktopState = {
      hasTray: this.#trayHost.isThere,
      isKeyTaken: this.#key.isTaken,
      spellingLanguages: isMac ? [] : spellingLanguages(),
      needsWordLists: process.platform === 'linux'
    }
    this.#options.tellNow('desktopChanged', state)
  }

  /** The quick message is over: the window goes back to where it was before. */
  quickMessageDone(): void {
    const stance = this.#stanceBefore
    this.#stanceBefore = null
    if (stance === null || stance === 'front') return
    if (process.platform === 'darwin') app.hide()
    else if (stance !== 'hidden' || this.hasTray) this.#options.window()?.yield(stance)
  }

  close(): void {
    clearTimeout(this.#pauseTimer)
    this.#key.release()
    this.#badge.show(0)
    this.#notices.end()
    this.#tray.show(false)
  }

  #makeTray(): AppTray {
    const { settings, bring, profile } = this.#options
    return new AppTray({
      words: () => this.#words,
      isPaused: () => (settings.current.notices.pausedUntil ?? 0) > Date.now(),
      title: profile === null ? 'Filo' : `Filo – ${profile}`,
      now: Date.now,
      deeds: {
        open: bring,
        show: (place) => this.#show(place),
        pause: (pausedUntil) =>
          settings.change({ notices: { ...settings.current.notices, pausedUntil } }),
        quit: () => app.quit()
      }
    })
  }

  #makeNotices(): NoticeBoard {
    const { settings, store, tell, window } = this.#options
    return new NoticeBoard({
      makeNotifier: (listener) => this.#makeNotifier(listener),
      store,
      words: () => this.#words,
      hasSound: () => settings.current.notices.sound,
      open: (notice) => this.#show(notice),
      attract: () => askForAttention(window(), settings.current.notices.flash),
      returned: (notice, text, failure) => {
        this.#show(notice)
        const { serverId, conversationId } = notice
        tell('answerReturned', { serverId, conversationId, text, failure })
      }
    })
  }

  // Electron's own on Linux can neither be answered nor replaced in place.
  #makeNotifier(listener: NoticeListener): Notifier {
    return this.#bus ? new FreedesktopNotifier(this.#bus, listener) : new ElectronNotifier(listener)
  }

  #show({ serverId, conversationId, messageId }: WantedPlace): void {
    this.#options.bring()
    this.#options.tell('placeWanted', { serverId, conversationId, messageId })
  }

  #setMenu(): void {
    const { settings, bring, tell } = this.#options
    setAppMenu(this.#words, {
      command: (command: AppCommand) => {
        bring()
        tell('commandChosen', { command })
      },
      zoom: (by) => {
        const { desktop } = settings.current
        const wanted = by === 0 ? 100 : desktop.zoom + by
        const zoom = Math.min(zooms.most, Math.max(zooms.least, wanted))
        settings.change({ desktop: { ...desktop, zoom } })
      },
      quit: () => app.quit()
    })
  }

  // A window that nobody could bring back is brought: the tray that it was left to is gone.
  #trayHostChanged(): void {
    this.apply()
    const window = this.#options.window()
    if (!this.#tray.isShown && window?.stance === 'hidden' && process.platform !== 'darwin') {
      this.#options.bring()
    }
  }

  /** Brings the window for one message. */
  quickMessage(): void {
    const { window, bring, tell } = this.#options
    const stance = window()?.stance ?? 'hidden'
    // Pressed again while it is written, the keys change nothing about where to go back to.
    if (this.#stanceBefore === null || stance !== 'front') this.#stanceBefore = stance
    bring()
    tell('commandChosen', { command: 'quick-message' })
  }

  // Nothing is written at a start that changes nothing: the person may have taken the entry away by other means.
  #applyAutostart(): void {
    const { settings, profile } = this.#options
    const { startAtLogin: isOn, startHidden: isHidden } = settings.current.desktop
    const wish = JSON.stringify([isOn, isHidden])
    const isFirst = this.#autostart === ''
    if (wish !== this.#autostart && !isFirst) void applyAutostart({ isOn, isHidden, profile })
    this.#autostart = wish
  }

  // The menu says that notifications are paused until they no longer are.
  #planPauseEnd(until: number | null): void {
    clearTimeout(this.#pauseTimer)
    const leftMs = (until ?? 0) - Date.now()
    if (leftMs > 0)
      this.#pauseTimer = setTimeout(() => this.#tray.draw(), Math.min(leftMs, 2 ** 31 - 1))
  }
}
