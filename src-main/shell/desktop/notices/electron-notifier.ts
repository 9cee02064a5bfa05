// Notifications of macOS and Windows, by Electron; an answer and an action are there where its version has them.
import { Notification } from 'electron'
import { openLog } from '../../../base/log.ts'
import type { NoticeFace, NoticeListener, Notifier } from './notifier.ts'

const log = openLog('notices')

export class ElectronNotifier implements Notifier {
  readonly #listener: NoticeListener
  readonly #shown = new Map<string, Notification>()

  constructor(listener: NoticeListener) {
    this.#listener = listener
  }

  show(face: NoticeFace): void {
    if (!Notification.isSupported()) return
    this.#take(face.key)?.close()
    const notification = new Notification({
      title: face.title,
      body: face.body,
      silent: face.isSilent,
      hasReply: face.canReply,
      replyPlaceholder: face.words.replyPlaceholder,
      actions: [{ type: 'button', text: face.words.markRead }]
    })
    this.#shown.set(face.key, notification)
    this.#follow(face.key, notification)
    notification.show()
  }

  close(key: string): void {
    this.#take(key)?.close()
  }

  // Both systems hold back by themselves what is shown in their quiet times.
  async isQuiet(): Promise<boolean> {
    return false
  }

  end(): void {
    for (const key of [...this.#shown.keys()]) this.close(key)
  }

  #follow(key: string, notification: Notification): void {
    const isCurrent = (): boolean => this.#shown.get(key) === notification
    notification.on('click', () => isCurrent() && this.#listener.opened(key))
    notification.on('action', () => isCurrent() && this.#listener.markedRead(key))
    notification.on('reply', (details, reply?: string) => {
      // Newer Electrons carry the answer in the event, older ones beside it.
      const text = 'reply' in details && typeof details.reply === 'string' ? details.reply : reply
      if (isCurrent() && text) this.#listener.answered(key, text)
    })
    notification.on('failed', () => log.warn('not shown'))
    notification.on('close', () => {
      if (!isCurrent()) return
      this.#shown.delete(key)
      this.#listener.gone(key)
    })
  }

  #take(key: string): Notification | undefined {
    const notification = this.#shown.get(key)
    this.#shown.delete(key)
    return notification
  }
}
