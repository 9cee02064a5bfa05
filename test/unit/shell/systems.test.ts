// Holds what is asked of Electron on systems that there are no windows of here: macOS and Windows.
import type { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Words } from '../../../src-main/base/words.ts'
import { applyAutostart } from '../../../src-main/shell/desktop/autostart.ts'
import { askForAttention } from '../../../src-main/shell/desktop/attention.ts'
import { Badge, badgeCount } from '../../../src-main/shell/desktop/badge.ts'
import { GlobalKey } from '../../../src-main/shell/desktop/global-key.ts'
import { ElectronNotifier } from '../../../src-main/shell/desktop/notices/electron-notifier.ts'
import type { NoticeFace } from '../../../src-main/shell/desktop/notices/notifier.ts'
import { applySpelling } from '../../../src-main/shell/desktop/spelling.ts'
import type { MainWindow } from '../../../src-main/shell/main-window.ts'

const { app, globalShortcut, shown } = vi.hoisted(() => ({
  globalShortcut: { register: vi.fn(), unregister: vi.fn() },
  app: {
    isPackaged: true,
    getAppPath: () => '/app',
    setBadgeCount: vi.fn(),
    setLoginItemSettings: vi.fn(),
    dock: { bounce: vi.fn() }
  },
  shown: [] as FakeNotification[]
}))

interface FakeNotification extends EventEmitter {
  options: Record<string, unknown>
  isClosed: boolean
}

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class Notification extends Emitter {
    static isSupported = (): boolean => true
    isClosed = false
    readonly options: Record<string, unknown>
    constructor(options: Record<string, unknown>) {
      super()
      this.options = options
    }
    show(): void {
      shown.push(this)
    }
    close(): void {
      this.isClosed = true
      this.emit('close')
    }
  }
  const nativeImage = { createFromDataURL: (url: string) => ({ url }) }
  return { app, globalShortcut, Notification, nativeImage, session: {} }
})

const platform = process.platform
const on = (name: NodeJS.Platform): unknown =>
  Object.defineProperty(process, 'platform', { value: name })
beforeEach(() => {
  vi.clearAllMocks()
  shown.length = 0
})
afterEach(() => on(platform))

describe('a notification of macOS or Windows', () => {
  const face: NoticeFace = {
    key: 'conversation:7',
    title: 'general',
    body: 'Bo: tea?',
    isSilent: false,
    canReply: true,
    words: { open: 'Open', markRead: 'Mark as read', reply: 'Reply', replyPlaceholder: 'Write' }
  }
  const listener = { opened: vi.fn(), markedRead: vi.fn(), answered: vi.fn(), gone: vi.fn() }
  let notifier: ElectronNotifier
  beforeEach(() => {
    notifier = new ElectronNotifier(listener)
    notifier.show(face)
  })
  const only = (): FakeNotification => shown.at(-1) as FakeNotification

  it('offers an answer and to be marked as read, and says what was chosen', () => {
    expect(only().options).toMatchObject({
      title: 'general',
      body: 'Bo: tea?',
      hasReply: true,
      actions: [{ type: 'button', text: 'Mark as read' }]
    })
    only().emit('click')
    only().emit('action', {}, 0)
    // Older Electrons say the answer beside the event, newer ones in it.
    only().emit('reply', {}, 'with milk')
    only().emit('reply', { reply: 'and sugar' })
    expect(listener.opened).toHaveBeenCalledWith(face.key)
    expect(listener.markedRead).toHaveBeenCalledWith(face.key)
    expect(listener.answered.mock.calls).toEqual([
      [face.key, 'with milk'],
      [face.key, 'and sugar']
    ])
  })

  it('gives way to its next state without being missed, and is gone once it is closed', () => {
    const before = only()
    notifier.show({ ...face, body: '2', isSilent: true })
    expect([before.isClosed, only().options['silent']]).toEqual([true, true])
    before.emit('click')
    expect(listener.opened).not.toHaveBeenCalled()
    expect(listener.gone).not.toHaveBeenCalled()
    only().emit('close')
    expect(listener.gone).toHaveBeenCalledWith(face.key)
  })
})

describe('the number on the icon', () => {
  const overlay = vi.fn()
  const window = { overlay } as unknown as MainWindow
  const badge = (): Badge =>
    new Badge({ bus: null, window: () => window, words: () => new Words('en') })

  it('counts what the person wants counted', () => {
    const totals = { messages: 12, mentions: 2, conversations: [] }
    expect(badgeCount(totals, 'all')).toBe(12)
    expect(badgeCount(totals, 'mentions')).toBe(2)
    expect(badgeCount(totals, 'none')).toBe(0)
  })

  it('is the dock’s own on macOS', () => {
    on('darwin')
    badge().show(12)
    expect(app.setBadgeCount).toHaveBeenCalledWith(12)
  })

  it('is a small picture over the icon on Windows, told to who cannot see it', () => {
    on('win32')
    const shownBadge = badge()
    for (const count of [3, 4, 12, 0]) shownBadge.show(count)
    const pictures = overlay.mock.calls.map(([picture]) => (picture as { url: string } | null)?.url)
    expect(new Set(pictures).size).toBe(4)
    expect(pictures.slice(0, 3).every((url) => url?.startsWith('data:image/png'))).toBe(true)
    expect(overlay.mock.calls.map(([, said]) => said as string)).toEqual([
      'Filo – 3 unread messages',
      'Filo – 4 unread messages',
      'Filo – 12 unread messages',
      ''
    ])
    expect(pictures[3]).toBeUndefined()
  })
})

describe('the keys that hold everywhere', () => {
  it('are asked for again while another program has them, and given back when others are chosen', () => {
    const pressed = vi.fn()
    const key = new GlobalKey(pressed)
    globalShortcut.register.mockReturnValueOnce(false).mockReturnValue(true)
    key.set('CommandOrControl+Alt+M')
    expect(key.isTaken).toBe(true)
    for (let time = 0; time < 2; time++) key.set('CommandOrControl+Alt+M')
    expect(key.isTaken).toBe(false)
    expect(globalShortcut.register).toHaveBeenCalledTimes(2)
    key.set(null)
    expect(globalShortcut.unregister.mock.calls).toEqual([['CommandOrControl+Alt+M']])
    expect(key.isTaken).toBe(false)
  })
})

describe('attention', () => {
  const flash = vi.fn()
  const behind = { isFocused: false, flash } as unknown as MainWindow

  it('is asked for by the dock on macOS, by the taskbar elsewhere', () => {
    on('darwin')
    askForAttention(behind, true)
    expect(app.dock.bounce).toHaveBeenCalledWith('informational')
    expect(flash).not.toHaveBeenCalled()
    on('win32')
    askForAttention(behind, true)
    expect(flash).toHaveBeenCalledWith(true)
  })

  it('is not asked for where the person looks already, or wants no such thing', () => {
    on('win32')
    askForAttention({ isFocused: true, flash } as unknown as MainWindow, true)
    askForAttention(behind, false)
    expect(flash).not.toHaveBeenCalled()
  })
})

describe('the start at login', () => {
  it('is an entry of each profile’s own on Windows, with the words that it is to be started with', async () => {
    on('win32')
    await applyAutostart({ isOn: true, isHidden: true, profile: 'work' })
    await applyAutostart({ isOn: false, isHidden: true, profile: null })
    expect(app.setLoginItemSettings.mock.calls).toEqual([
      [
        expect.objectContaining({
          openAtLogin: true,
          name: 'Filo (work)',
          args: ['--hidden', '--profile', 'work']
        })
      ],
      [expect.objectContaining({ openAtLogin: false, name: 'Filo' })]
    ])
  })
})

describe('spelling', () => {
  const session = {
    availableSpellCheckerLanguages: ['en-GB', 'it', 'de'],
    setSpellCheckerDictionaryDownloadURL: vi.fn(),
    setSpellCheckerLanguages: vi.fn(),
    setSpellCheckerEnabled: vi.fn()
  }
  const of = session as unknown as Electron.Session
  const wish = { spelling: true, spellingLanguages: ['it', 'xx', 'en-GB'], fetchWordLists: false }
  const apply = (more: Partial<typeof wish> = {}): void =>
    applySpelling({ ...wish, ...more } as Parameters<typeof applySpelling>[0], of)

  it('is in all chosen languages that there are, and looks nowhere on the net', () => {
    on('win32')
    apply()
    expect(session.setSpellCheckerLanguages).toHaveBeenCalledWith(['it', 'en-GB'])
    expect(session.setSpellCheckerEnabled).toHaveBeenCalledWith(true)
    const [[address]] = session.setSpellCheckerDictionaryDownloadURL.mock.calls as [[string]]
    expect(address).toMatch(/^app:\/\/filo\//)
    apply({ fetchWordLists: true })
    expect(session.setSpellCheckerDictionaryDownloadURL).toHaveBeenLastCalledWith(
      expect.stringMatching(/^https:\/\/redirector\.gvt1\.com\//)
    )
    apply({ spelling: false })
    expect(session.setSpellCheckerLanguages).toHaveBeenLastCalledWith([])
    expect(session.setSpellCheckerEnabled).toHaveBeenLastCalledWith(false)
  })

  it('is left to the system on macOS, which knows the language by itself', () => {
    on('darwin')
    apply()
    expect(session.setSpellCheckerLanguages).not.toHaveBeenCalled()
    expect(session.setSpellCheckerEnabled).toHaveBeenCalledWith(true)
  })
})
