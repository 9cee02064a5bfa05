// The number on the app's icon: the dock's on macOS, an overlay on Windows, the docks of Linux over the session bus.
import { app, nativeImage, type NativeImage } from 'electron'
import type { NoticeSettings, UnreadTotals } from '../../../src-preload/contract/notices.ts'
import type { Words } from '../../base/words.ts'
import { APP_ID } from '../app-id.ts'
import type { MainWindow } from '../main-window.ts'
import { typed, type SessionBus } from './session-bus.ts'

const OVERLAYS = import.meta.glob<string>('../../../assets/icons/overlay/*.png', {
  query: '?inline',
  import: 'default',
  eager: true
})
/** More are shown as many. */
const MOST_DRAWN = 9
/** Any path will do: docks go by the name of the desktop file. */
const LAUNCHER_PATH = '/com/canonical/unity/launcherentry/filo'

/** What the person wants counted. */
export function badgeCount(totals: UnreadTotals, wish: NoticeSettings['badge']): number {
  if (wish === 'none') return 0
  return wish === 'mentions' ? totals.mentions : totals.messages
}

export interface BadgeOptions {
  bus: SessionBus | null
  window: () => MainWindow | null
  words: () => Words
}

export class Badge {
  readonly #options: BadgeOptions
  #count = 0

  constructor(options: BadgeOptions) {
    this.#options = options
  }

  show(count: number): void {
    if (count === this.#count) return
    this.#count = count
    this.draw()
  }

  /** Again, for a window that is new. */
  draw(): void {
    const { bus, window, words } = this.#options
    const count = this.#count
    if (process.platform === 'darwin') app.setBadgeCount(count)
    else if (process.platform === 'win32') {
      const said = count > 0 ? words().t('tray.unread', { title: 'Filo', count }) : ''
      window()?.overlay(overlayOf(count), said)
    } else bus?.emit(LAUNCHER_PATH, 'com.canonical.Unity.LauncherEntry', launcherUpdate(count))
  }
}

function launcherUpdate(count: number): { member: string; signature: string; body: unknown[] } {
  const values = {
    count: typed('x', BigInt(count)),
    'count-visible': typed('b', count > 0),
    urgent: typed('b', false)
  }
  return {
    member: 'Update',
    signature: 'sa{sv}',
    body: [`application://${APP_ID}.desktop`, values]
  }
}

function overlayOf(count: number): NativeImage | null {
  if (count === 0) return null
  const name = count > MOST_DRAWN ? 'more' : String(count)
  const picture = OVERLAYS[`../../../assets/icons/overlay/${name}.png`]
  return picture ? nativeImage.createFromDataURL(picture) : null
}
