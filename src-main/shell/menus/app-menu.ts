// The application's menu, as each system wants it: what it says and which keys it names.
import type { MenuItemConstructorOptions } from 'electron'
import type { AppCommand } from '../../../src-preload/contract/app-calls.ts'
import type { WordKey, Words } from '../../base/words.ts'

type Entry = MenuItemConstructorOptions

export interface AppMenuDeeds {
  command: (command: AppCommand) => void
  /** Percent to add; 0 goes back to 100. */
  zoom: (by: number) => void
  quit: () => void
}

export interface AppMenuWish {
  platform: NodeJS.Platform
  words: Words
  deeds: AppMenuDeeds
  /** Whether Chromium's own tools are offered. */
  hasTools: boolean
}

const ZOOM_STEP = 10

export function appMenu(wish: AppMenuWish): Entry[] {
  const { platform } = wish
  const isMac = platform === 'darwin'
  const file = [
    command(wish, 'menu.addServer', 'add-server'),
    command(wish, 'menu.quickMessage', 'quick-message'),
    { type: 'separator' as const }
  ]
  return [
    ...(isMac ? [macMenu(wish)] : []),
    {
      label: wish.words.t('menu.file'),
      submenu: isMac
        ? [...file.slice(0, 2), { type: 'separator' }, { role: 'close' }]
        : [...file, settings(wish), { type: 'separator' }, quit(wish)]
    },
    editMenu(wish),
    viewMenu(wish),
    { label: wish.words.t('menu.window'), role: 'windowMenu' },
    helpMenu(wish)
  ]
}

function macMenu(wish: AppMenuWish): Entry {
  return {
    label: 'Filo',
    submenu: [
      command(wish, 'menu.about', 'about'),
      { type: 'separator' },
      settings(wish),
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide', label: wish.words.t('menu.hide') },
      { role: 'hideOthers', label: wish.words.t('menu.hideOthers') },
      { role: 'unhide', label: wish.words.t('menu.showAll') },
      { type: 'separator' },
      quit(wish)
    ]
  }
}

function editMenu({ words }: AppMenuWish): Entry {
  const roles = ['undo', 'redo', null, 'cut', 'copy', 'paste', 'selectAll'] as const
  return {
    label: words.t('menu.edit'),
    submenu: roles.map((role) =>
      role === null ? { type: 'separator' } : { role, label: words.t(`menu.${role}`) }
    )
  }
}

function viewMenu(wish: AppMenuWish): Entry {
  const { words, deeds, hasTools } = wish
  return {
    label: words.t('menu.view'),
    submenu: [
      command(wish, 'menu.quickSwitcher', 'quick-switcher', 'K'),
      command(wish, 'menu.search', 'search', 'F'),
      { type: 'separator' },
      command(wish, 'menu.transfers', 'transfers', 'J'),
      command(wish, 'menu.inspector', 'inspector', 'Shift+I'),
      command(wish, 'menu.threads', 'threads', 'Shift+T'),
      { type: 'separator' },
      {
        label: words.t('menu.zoomIn'),
        accelerator: 'CommandOrControl+Plus',
        click: () => deeds.zoom(ZOOM_STEP)
      },
      // The same key without Shift.
      {
        label: words.t('menu.zoomIn'),
        accelerator: 'CommandOrControl+=',
        visible: false,
        acceleratorWorksWhenHidden: true,
        click: () => deeds.zoom(ZOOM_STEP)
      },
      {
        label: words.t('menu.zoomOut'),
        accelerator: 'CommandOrControl+-',
        click: () => deeds.zoom(-ZOOM_STEP)
      },
      {
        label: words.t('menu.zoomReset'),
        accelerator: 'CommandOrControl+0',
        click: () => deeds.zoom(0)
      },
      { type: 'separator' },
      { role: 'togglefullscreen', label: words.t('menu.fullScreen') },
      ...(hasTools ? [{ role: 'toggleDevTools' as const }] : [])
    ]
  }
}

function helpMenu(wish: AppMenuWish): Entry {
  const about = command(wish, 'menu.about', 'about')
  const shortcuts = command(wish, 'menu.shortcuts', 'shortcuts', '/')
  const report = command(wish, 'menu.debugReport', 'debug-report')
  const entries = [shortcuts, { type: 'separator' as const }, report]
  return {
    label: wish.words.t('menu.help'),
    role: 'help',
    submenu: wish.platform === 'darwin' ? entries : [...entries, { type: 'separator' }, about]
  }
}

function settings(wish: AppMenuWish): Entry {
  return command(wish, 'menu.settings', 'settings', ',')
}

function quit({ words, deeds }: AppMenuWish): Entry {
  return { label: words.t('menu.quit'), accelerator: 'CommandOrControl+Q', click: deeds.quit }
}

// The page hears these keys itself: there they work with the menu hidden, and in the order that it wants.
function command(
  { words, deeds, platform }: AppMenuWish,
  label: WordKey,
  name: AppCommand,
  key?: string
): Entry {
  return {
    label: words.t(label),
    ...(key ? { accelerator: `CommandOrControl+${key}` } : {}),
    registerAccelerator: platform === 'darwin',
    click: () => deeds.command(name)
  }
}
