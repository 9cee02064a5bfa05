// Holds what is decided about menus, windows, starts and profiles without a system to ask.
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { Words } from '../../../src-main/base/words.ts'
import { autostartFile } from '../../../src-main/shell/desktop/autostart-file.ts'
import { morningAfter, trayMenu } from '../../../src-main/shell/desktop/tray/tray-menu.ts'
import { readArguments } from '../../../src-main/shell/launch-arguments.ts'
import { appMenu } from '../../../src-main/shell/menus/app-menu.ts'
import { textMenu, type TextPlace } from '../../../src-main/shell/menus/text-menu.ts'
import {
  arrangementOf,
  reachable,
  withPlace,
  type WindowPlaces
} from '../../../src-main/shell/window/window-place.ts'

const words = new Words('en')

describe('the window’s place', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1040 }
  const place = { x: 100, y: 50, width: 1280, height: 800, isMaximized: false }

  it('is kept where its title bar can be reached', () => {
    expect(reachable(place, [screen])).toEqual(place)
    expect(reachable({ ...place, x: -1200 }, [screen])).toBeNull()
    expect(reachable({ ...place, y: 1030 }, [screen])).toBeNull()
    expect(reachable({ ...place, y: -300 }, [screen])).toBeNull()
    expect(reachable({ ...place, x: 2000 }, [screen, { ...screen, x: 1920 }])?.x).toBe(2000)
  })

  it('is no larger than the display that it is on', () => {
    const huge = { ...place, x: 0, y: 0, width: 4000, height: 3000 }
    expect(reachable(huge, [screen])).toMatchObject({ width: 1920, height: 1040 })
  })

  it('is remembered for each arrangement of displays, in whatever order they are told', () => {
    const left = { bounds: screen }
    const right = { bounds: { ...screen, x: 1920 } }
    expect(arrangementOf([left, right])).toBe(arrangementOf([right, left]))
    let places: WindowPlaces = {}
    for (let n = 0; n < 20; n++) places = withPlace(places, `arrangement ${n}`, place)
    places = withPlace(places, 'arrangement 10', { ...place, x: 7 })
    expect(Object.keys(places)).toHaveLength(12)
    expect(Object.entries(places).at(-1)).toEqual(['arrangement 10', { ...place, x: 7 }])
  })
})

describe('the command line', () => {
  it.each([
    [['--profile', 'work'], 'work', false],
    [['--profile=Work_2'], 'Work_2', false],
    [[], null, false],
    [['--profile', '../../etc'], null, true],
    [['--profile'], null, true],
    [['--profile='], null, true]
  ])('%j names the profile %s', (argv, profile, isProfileRefused) => {
    expect(readArguments(['filo', ...argv])).toMatchObject({ profile, isProfileRefused })
  })

  it('may ask for a start without a window, beside whatever the system adds', () => {
    expect(readArguments(['filo', '--hidden', '--no-sandbox']).hidden).toBe(true)
  })
})

it('a desktop file starts exactly the command, whatever is in it', () => {
  const file = autostartFile(['/opt/My "Apps"/filo', '--x=$HOME', 'a\\b', '100%'])
  expect(file).toContain(
    'Exec="/opt/My \\\\"Apps\\\\"/filo" "--x=\\\\$HOME" "a\\\\\\\\b" "100%%"\n'
  )
})

describe('the tray’s menu', () => {
  const totals = {
    messages: 3,
    mentions: 0,
    conversations: [{ serverId: 's', conversationId: 7, title: 'R&D', unread: 3 }]
  }
  const deeds = { open: vi.fn(), show: vi.fn(), pause: vi.fn(), quit: vi.fn() }
  const now = new Date(2026, 5, 1, 23, 30).getTime()

  it('leads to what is unread, and says titles as they are', () => {
    const menu = trayMenu({ totals, isPaused: false, now }, words, deeds)
    const entry = menu.find(({ label }) => label === 'R&&D (3)')
    entry?.click?.call(null, ...([] as unknown as Parameters<NonNullable<typeof entry.click>>))
    expect(deeds.show).toHaveBeenCalledWith({ serverId: 's', conversationId: 7, messageId: null })
  })

  it('offers a pause or its end, and the morning is tomorrow’s', () => {
    const labels = (isPaused: boolean): unknown[] =>
      trayMenu({ totals, isPaused, now }, words, deeds).map(({ label }) => label)
    expect(labels(false)).toContain('Pause notifications for an hour')
    expect(labels(true)).toContain('Resume notifications')
    expect(morningAfter(now)).toBe(new Date(2026, 5, 2, 8).getTime())
  })
})

describe('the menu of a text', () => {
  const plain: TextPlace = {
    isEditable: true,
    editFlags: {
      canCut: false,
      canCopy: false,
      canPaste: true,
      canSelectAll: true,
      canUndo: false,
      canRedo: false,
      canDelete: false,
      canEditRichly: false
    },
    selectionText: '',
    linkURL: '',
    misspelledWord: '',
    dictionarySuggestions: []
  }
  const deeds = { replaceWord: vi.fn(), learnWord: vi.fn(), copyLink: vi.fn() }
  const labels = (place: Partial<TextPlace>): unknown[] =>
    textMenu({ ...plain, ...place }, words, deeds).flatMap(({ label }) => label ?? [])

  it('has what was meant before what can be done', () => {
    const misspelled = { misspelledWord: 'teh', dictionarySuggestions: ['the', 'tea'] }
    expect(labels(misspelled).slice(0, 3)).toEqual(['the', 'tea', 'Add to dictionary'])
    expect(labels({ misspelledWord: 'xyzzy' })[0]).toBe('No suggestions')
  })

  it('offers a link’s address only where it is one of the web or of mail', () => {
    const seen = { isEditable: false }
    expect(labels({ ...seen, linkURL: 'https://example.org' })).toEqual(['Copy link'])
    expect(labels({ ...seen, linkURL: 'app://filo/index.html' })).toEqual([])
    expect(labels({ ...seen, selectionText: 'words' })).toEqual(['Copy'])
  })
})

describe('the application’s menu', () => {
  const deeds = { command: vi.fn(), zoom: vi.fn(), quit: vi.fn() }
  const titles = (platform: NodeJS.Platform, language: 'en' | 'it' = 'en'): unknown[] =>
    appMenu({ platform, words: new Words(language), deeds, hasTools: false }).map(
      ({ label }) => label
    )

  it('begins with the app’s own on macOS, and is in the person’s language', () => {
    expect(titles('darwin')[0]).toBe('Filo')
    expect(titles('win32')[0]).toBe('File')
    expect(titles('linux', 'it')).toEqual(['File', 'Modifica', 'Vista', 'Finestra', 'Aiuto'])
  })

  /** The entries of a menu, by role or label, a key with them. */
  const entries = (platform: NodeJS.Platform, title: string, hasTools = false): string[] => {
    const menu = appMenu({ platform, words, deeds, hasTools }).find(({ label }) => label === title)
    const items = (menu?.submenu ?? []) as MenuItemConstructorOptions[]
    return items
      .filter(({ type, visible }) => type !== 'separator' && visible !== false)
      .map(({ role, label, accelerator }) => [role ?? label, accelerator].filter(Boolean).join(' '))
  }

  it('has on macOS what macOS expects in its first menu, and elsewhere in File and Help', () => {
    expect(entries('darwin', 'Filo')).toEqual([
      'About Filo',
      'Settings… CommandOrControl+,',
      'services',
      'hide',
      'hideOthers',
      'unhide',
      'Quit Filo CommandOrControl+Q'
    ])
    expect(entries('darwin', 'File')).toEqual(['Add server…', 'Quick message…', 'close'])
    for (const platform of ['win32', 'linux'] as const) {
      expect(entries(platform, 'File')).toEqual([
        'Add server…',
        'Quick message…',
        'Settings… CommandOrControl+,',
        'Quit Filo CommandOrControl+Q'
      ])
      expect(entries(platform, 'Help').slice(1)).toEqual(['Save debug report…', 'About Filo'])
    }
    expect(entries('darwin', 'Help').slice(1)).toEqual(['Save debug report…'])
  })

  it('edits, zooms and fills the screen on each system, and offers tools only to who builds Filo', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      expect(entries(platform, 'Edit')).toEqual(
        ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'].map(String)
      )
      expect(entries(platform, 'View').slice(-4)).toEqual([
        'Zoom in CommandOrControl+Plus',
        'Zoom out CommandOrControl+-',
        'Actual size CommandOrControl+0',
        'togglefullscreen'
      ])
      expect(entries(platform, 'View', true).at(-1)).toBe('toggleDevTools')
    }
  })

  it('hears the page’s own keys itself only on macOS, where a menu that is away hears nothing', () => {
    const heard = (platform: NodeJS.Platform): unknown => {
      const menus = appMenu({ platform, words, deeds, hasTools: false })
      const view = menus.find(({ label }) => label === 'View')
      return (view?.submenu as MenuItemConstructorOptions[])[0]?.registerAccelerator
    }
    expect([heard('darwin'), heard('win32'), heard('linux')]).toEqual([true, false, false])
  })

  it('opens the transfers from View, by the key that the page hears itself', () => {
    const wish = { platform: 'linux' as const, words: new Words('en'), deeds, hasTools: false }
    const view = appMenu(wish).find(({ label }) => label === 'View')
    const items = view?.submenu as MenuItemConstructorOptions[]
    const transfers = items.find(({ label }) => label === 'Transfers')
    expect(transfers).toMatchObject({ accelerator: 'CommandOrControl+J' })
    // What a click tells is of no matter to it.
    transfers?.click?.(undefined as never, undefined, undefined as never)
    expect(deeds.command).toHaveBeenCalledExactlyOnceWith('transfers')
  })
})
