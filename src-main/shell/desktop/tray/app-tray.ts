// The app's icon in the tray: whether something is unread, and its menu.
import { Menu, nativeImage, Tray, type NativeImage } from 'electron'
import type { UnreadTotals } from '../../../../src-preload/contract/notices.ts'
import type { Words } from '../../../base/words.ts'
import read from '../../../../assets/icons/tray/read.png?inline'
import readMac from '../../../../assets/icons/tray/readTemplate.png?inline'
import readMac2 from '../../../../assets/icons/tray/readTemplate@2x.png?inline'
import unread from '../../../../assets/icons/tray/unread.png?inline'
import unreadMac from '../../../../assets/icons/tray/unreadTemplate.png?inline'
import unreadMac2 from '../../../../assets/icons/tray/unreadTemplate@2x.png?inline'
import { trayMenu, type TrayDeeds } from './tray-menu.ts'

export interface AppTrayOptions {
  deeds: TrayDeeds
  words: () => Words
  isPaused: () => boolean
  /** With the profile's name, where there is one. */
  title: string
  now: () => number
}

export class AppTray {
  readonly #options: AppTrayOptions
  readonly #pictures = { read: pictureOf(false), unread: pictureOf(true) }
  #tray: Tray | null = null
  #totals: UnreadTotals = { messages: 0, mentions: 0, conversations: [] }

  constructor(options: AppTrayOptions) {
    this.#options = options
  }

  get isShown(): boolean {
    return this.#tray !== null
  }

  show(isWanted: boolean): void {
    if (!isWanted) this.#tray?.destroy()
    if (isWanted === this.isShown) return
    this.#tray = isWanted ? new Tray(this.#picture) : null
    this.#tray?.on('click', () => this.#options.deeds.open())
    this.draw()
  }

  update(totals: UnreadTotals): void {
    const isSame = JSON.stringify(totals) === JSON.stringify(this.#totals)
    this.#totals = totals
    if (!isSame) this.draw()
  }

  draw(): void {
    const tray = this.#tray
    if (!tray) return
    const { words, deeds, isPaused, title, now } = this.#options
    const { messages: count } = this.#totals
    const state = { totals: this.#totals, isPaused: isPaused(), now: now() }
    tray.setImage(this.#picture)
    tray.setToolTip(count > 0 ? words().t('tray.unread', { title, count }) : title)
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, words(), deeds)))
  }

  get #picture(): NativeImage {
    return this.#totals.messages > 0 ? this.#pictures.unread : this.#pictures.read
  }
}

function pictureOf(isUnread: boolean): NativeImage {
  if (process.platform !== 'darwin') return nativeImage.createFromDataURL(isUnread ? unread : read)
  const picture = nativeImage.createFromDataURL(isUnread ? unreadMac : readMac)
  picture.addRepresentation({ scaleFactor: 2, dataURL: isUnread ? unreadMac2 : readMac2 })
  picture.setTemplateImage(true)
  return picture
}
