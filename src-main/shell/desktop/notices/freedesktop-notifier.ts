// Notifications of a Linux desktop, over its session bus: replaced in place, with all that the desktop offers.
import { describeError, openLog } from '../../../base/log.ts'
import { APP_ID } from '../../app-id.ts'
import { typed, type BusPlace, type SessionBus } from '../session-bus.ts'
import type { NoticeFace, NoticeListener, Notifier } from './notifier.ts'

const log = openLog('notices')
const PLACE: BusPlace = {
  name: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications'
}
/** Where desktops say that nobody is to be disturbed. */
const QUIET: readonly { interface: string; property: string }[] = [
  { interface: 'org.freedesktop.Notifications', property: 'Inhibited' },
  { interface: 'org.dunstproject.cmd0', property: 'paused' }
]
const REPLY_LENGTH = 20_000
const BY_THE_DESKTOP = -1

interface Shown {
  /** The desktop's number for it; 0 until it answered. */
  id: number
  isClosing: boolean
}

export class FreedesktopNotifier implements Notifier {
  readonly #bus: SessionBus
  readonly #listener: NoticeListener
  readonly #shown = new Map<string, Shown>()
  #offers: ReadonlySet<string> = new Set()
  /** One after the other: a number is needed to replace. */
  #turn: Promise<void>

  constructor(bus: SessionBus, listener: NoticeListener) {
    this.#bus = bus
    this.#listener = listener
    this.#turn = bus.listen(
      PLACE,
      (member, body) => this.#hear(member, body),
      () => this.#forget()
    )
  }

  show(face: NoticeFace): void {
    const shown = this.#shown.get(face.key) ?? { id: 0, isClosing: false }
    shown.isClosing = false
    this.#shown.set(face.key, shown)
    this.#inTurn(() => this.#notify(face, shown))
  }

  close(key: string): void {
    const shown = this.#shown.get(key)
    if (!shown) return
    shown.isClosing = true
    this.#inTurn(() => this.#close(key, shown))
  }

  async isQuiet(): Promise<boolean> {
    for (const { interface: of, property } of QUIET) {
      if ((await this.#bus.read({ ...PLACE, interface: of }, property)) === true) return true
    }
    return false
  }

  end(): void {
    for (const key of this.#shown.keys()) this.close(key)
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn
      .then(work)
      .catch((error: unknown) => log.warn('not shown', { error: describeError(error) }))
  }

  async #notify(face: NoticeFace, shown: Shown): Promise<void> {
    if (shown.isClosing) return
    if (this.#offers.size === 0) await this.#askOffers()
    const body = this.#offers.has('body-markup') ? escapeMarkup(face.body) : face.body
    const hints = this.#hintsOf(face)
    const icon = 'filo'
    const answer = await this.#bus.call(PLACE, {
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: ['Filo', shown.id, icon, face.title, body, this.#actionsOf(face), hints, BY_THE_DESKTOP]
    })
    const id = answer?.[0]
    if (typeof id === 'number') shown.id = id
    else this.#drop(face.key)
  }

  async #close(key: string, shown: Shown): Promise<void> {
    // It may have been shown again before its turn came.
    if (!shown.isClosing) return
    if (this.#shown.get(key) === shown) this.#shown.delete(key)
    if (shown.id === 0) return
    await this.#bus.call(PLACE, { member: 'CloseNotification', signature: 'u', body: [shown.id] })
  }

  async #askOffers(): Promise<void> {
    const answer = await this.#bus.call(PLACE, { member: 'GetCapabilities' })
    const offers = answer?.[0]
    this.#offers = new Set(Array.isArray(offers) ? offers.map(String) : [])
  }

  #actionsOf({ words, canReply }: NoticeFace): string[] {
    if (!this.#offers.has('actions')) return []
    const reply = canReply && this.#offers.has('inline-reply')
    return [
      ...['default', words.open],
      ...(reply ? ['inline-reply', words.reply] : []),
      ...['mark-read', words.markRead]
    ]
  }

  #hintsOf({ isSilent, words }: NoticeFace): Record<string, unknown> {
    return {
      'desktop-entry': typed('s', APP_ID),
      category: typed('s', 'im.received'),
      urgency: typed('y', 1),
      ...(isSilent
        ? { 'suppress-sound': typed('b', true) }
        : { 'sound-name': typed('s', 'message-new-instant') }),
      'x-kde-reply-placeholder-text': typed('s', words.replyPlaceholder)
    }
  }

  #hear(member: string, [id, detail]: readonly unknown[]): void {
    const key = this.#keyOf(id)
    if (key === null) return
    if (member === 'NotificationReplied' && typeof detail === 'string') {
      this.#listener.answered(key, detail.slice(0, REPLY_LENGTH))
    } else if (member === 'ActionInvoked') {
      if (detail === 'mark-read') this.#listener.markedRead(key)
      else if (detail === 'default') this.#listener.opened(key)
    } else if (member === 'NotificationClosed') this.#drop(key)
  }

  #keyOf(id: unknown): string | null {
    for (const [key, shown] of this.#shown) if (shown.id === id && shown.id !== 0) return key
    return null
  }

  #drop(key: string): void {
    if (this.#shown.delete(key)) this.#listener.gone(key)
  }

  // Another program shows notifications from now on: numbers and offers of the one before mean nothing.
  #forget(): void {
    this.#offers = new Set()
    for (const [key, { id }] of this.#shown) if (id !== 0) this.#drop(key)
  }
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
