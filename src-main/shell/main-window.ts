// The one window: made safe, shown when drawn, and given its ports when its page asks from where it should.
import {
  BrowserWindow,
  ipcMain,
  nativeTheme,
  type ContextMenuParams,
  type IpcMainEvent,
  type MessagePortMain,
  type NativeImage,
  type WebContents
} from 'electron'
import { join } from 'node:path'
import * as v from 'valibot'
import type { AppInfo } from '../../src-preload/contract/app-calls.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import {
  APP_ORIGIN,
  FILES_CHANNEL,
  REST_CHANNEL,
  WINDOW_CHANNEL,
  type DroppedFiles,
  type PortDelivery,
  type WindowPortName
} from '../../src-preload/contract/window-bridge.ts'
import { openLog } from '../base/log.ts'
import type { Rectangle, WindowPlace } from './window/window-place.ts'

const log = openLog('window')

const droppedSchema = v.strictObject({
  conversationId: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  paths: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
    v.maxLength(limits.stagedFiles)
  )
})

// The window's first colour, before its styles are there: the same paper as in tokens.css.
const PAPER = { light: '#fafaf9', dark: '#121315' }

/** A window that is being dragged stands nowhere yet. */
const PLACE_PAUSE_MS = 400

export interface MainWindowOptions {
  /** A page begins, at start and after each reload: earlier ports are dead. */
  onReady: (window: MainWindow) => void
  /** Files were dropped or pasted into a composer. */
  onDropped: (dropped: DroppedFiles) => void
  onClosed: () => void
  /** It got the focus or lost it. */
  onFocus: () => void
  /** Where it stands from now on. */
  onPlace: (place: WindowPlace) => void
  /** Whether closing it ends it; where not, it is hidden. */
  mayEnd: () => boolean
  /** What was pointed at with the other button, where the page has no menu of its own. */
  onContextMenu: (contents: WebContents, params: ContextMenuParams) => void
  /** Null: in the middle, as large as it is by itself. */
  place: WindowPlace | null
  /** Whether it waits to be brought. */
  isHidden: boolean
  /** Percent. */
  zoom: number
}

/** A page that ends more often than this in a minute stays away. */
const MOST_ENDS = 3

/** What the window was before somebody brought it. */
export type WindowStance = 'hidden' | 'minimised' | 'behind' | 'front'

/** Wraps the BrowserWindow; the rest of main never touches it directly. */
export class MainWindow {
  readonly #window: BrowserWindow
  readonly #undo: () => void
  #zoom = 100
  /** Done with the first showing, since it shows the window by itself. */
  #isToBeMaximised = false
  /** When its process ended by itself, ms since 1970. */
  #ends: number[] = []

  constructor(options: MainWindowOptions) {
    this.#window = new BrowserWindow({
      ...(options.place ? boundsOf(options.place) : { width: 1280, height: 800 }),
      minWidth: 400,
      minHeight: 400,
      show: false,
      title: 'Filo',
      backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
      autoHideMenuBar: true,
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        navigateOnDragDrop: false,
        spellcheck: true,
        zoomFactor: options.zoom / 100,
        // The page's scripts never change: compiled once, at the first start, not at the third.
        v8CacheOptions: 'bypassHeatCheck'
      }
    })
    // Peer connections would go past every other lock: without a proxy this leaves them no way out.
    this.#window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    const greeted = (event: IpcMainEvent): void => {
      if (this.#isOurPage(event)) options.onReady(this)
    }
    const dropped = (event: IpcMainEvent, told: unknown): void => {
      const parsed = this.#isOurPage(event) ? v.safeParse(droppedSchema, told) : null
      if (parsed?.success) options.onDropped(parsed.output)
    }
    ipcMain.on(WINDOW_CHANNEL, greeted)
    ipcMain.on(FILES_CHANNEL, dropped)
    this.#undo = () => {
      ipcMain.off(WINDOW_CHANNEL, greeted)
      ipcMain.off(FILES_CHANNEL, dropped)
    }
    this.#isToBeMaximised = options.place?.isMaximized === true
    if (!options.isHidden) this.#window.once('ready-to-show', () => this.#show())
    this.#followPlace(options)
    const { webContents } = this.#window
    webContents.on('context-menu', (_event, params) => options.onContextMenu(webContents, params))
    webContents.on('render-process-gone', () => this.#comeBack())
    this.#zoom = options.zoom
    webContents.on('did-finish-load', () => webContents.setZoomFactor(this.#zoom / 100))
    this.#window.on('focus', options.onFocus)
    this.#window.on('blur', options.onFocus)
    this.#window.on('closed', () => {
      this.#undo()
      options.onClosed()
    })
    void this.#window.loadURL(`${APP_ORIGIN}/index.html`)
  }

  /** The page's process. */
  get pid(): number {
    return this.#window.webContents.getOSProcessId()
  }

  /** Gives the page one end of a channel; with the app's, what it has to know before it draws. */
  hand(name: WindowPortName, end: MessagePortMain, info?: AppInfo): void {
    const delivery: PortDelivery = { filoPort: name, ...(info ? { info } : {}) }
    if (!this.#window.isDestroyed()) {
      this.#window.webContents.postMessage(WINDOW_CHANNEL, delivery, [end])
    }
  }

  // A page whose process is gone is loaded again: everything that was in it lies in the store.
  #comeBack(): void {
    const now = Date.now()
    this.#ends = [...this.#ends.filter((at) => now - at < 60_000), now]
    if (this.#ends.length <= MOST_ENDS) setImmediate(() => this.reload())
  }

  /** Loads the page anew, for what it remembers is no longer true. */
  reload(): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.reload()
  }

  get isFocused(): boolean {
    return !this.#window.isDestroyed() && this.#window.isFocused()
  }

  /** Asks for attention in the taskbar until the person comes. */
  flash(on: boolean): void {
    if (!this.#window.isDestroyed()) this.#window.flashFrame(on)
  }

  get stance(): WindowStance {
    if (this.#window.isDestroyed() || !this.#window.isVisible()) return 'hidden'
    if (this.#window.isMinimized()) return 'minimised'
    return this.#window.isFocused() ? 'front' : 'behind'
  }

  /** Goes back to what it was. */
  yield(stance: WindowStance): void {
    if (this.#window.isDestroyed()) return
    if (stance === 'hidden') this.#window.hide()
    else if (stance === 'minimised') this.#window.minimize()
    else if (stance === 'behind') this.#window.blur()
  }

  /** A small picture over its icon in the taskbar of Windows; null: none. */
  overlay(picture: NativeImage | null, description: string): void {
    if (!this.#window.isDestroyed()) this.#window.setOverlayIcon(picture, description)
  }

  /** Percent. */
  zoom(percent: number): void {
    this.#zoom = percent
    if (!this.#window.isDestroyed()) this.#window.webContents.setZoomFactor(percent / 100)
  }

  /** Brings it to the front. */
  focus(): void {
    if (this.#window.isMinimized()) this.#window.restore()
    this.#show()
    this.#window.focus()
  }

  #show(): void {
    if (this.#isToBeMaximised) this.#window.maximize()
    this.#isToBeMaximised = false
    this.#window.show()
  }

  #followPlace({ onPlace, mayEnd }: MainWindowOptions): void {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      clearTimeout(timer)
      if (this.#window.isDestroyed()) return
      const { x, y, width, height } = this.#window.getNormalBounds()
      const isMaximized = this.#window.isMaximized() || this.#isToBeMaximised
      onPlace({ x, y, width, height, isMaximized })
    }
    const soon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(tell, PLACE_PAUSE_MS)
    }
    this.#window.on('resize', soon)
    this.#window.on('move', soon)
    this.#window.on('close', (event) => {
      tell()
      if (mayEnd()) return
      event.preventDefault()
      this.#window.hide()
    })
  }

  #isOurPage(event: IpcMainEvent): boolean {
    const { webContents } = this.#window
    const isOurs =
      event.sender === webContents &&
      event.senderFrame === webContents.mainFrame &&
      event.senderFrame.origin === APP_ORIGIN
    if (!isOurs) log.warn('refused a greeting from another frame')
    return isOurs
  }
}

function boundsOf({ x, y, width, height }: WindowPlace): Rectangle {
  return { x, y, width, height }
}

/** Nothing happens: the page's process gives memory back. */
export function restWindows(): void {
  for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send(REST_CHANNEL)
}
