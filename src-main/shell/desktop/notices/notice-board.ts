// What is shown of the store's notices, and what the person does with them.
import { randomUUID } from 'node:crypto'
import { refuse, type Failure, type Result } from '../../../../src-preload/contract/failure.ts'
import type { Notice } from '../../../../src-preload/contract/notices.ts'
import type { Caller } from '../../../../src-preload/contract/rpc.ts'
import type { Words } from '../../../base/words.ts'
import type { NoticeCalls } from '../../../ports/notice-calls.ts'
import { faceOf } from './notice-face.ts'
import type { NoticeListener, Notifier } from './notifier.ts'

/** A store that is being restarted takes a written answer a little later. */
const AGAIN_MS = 1_000
const TRIES = 20

export interface NoticeBoardOptions {
  makeNotifier: (listener: NoticeListener) => Notifier
  store: () => Caller<NoticeCalls> | null
  words: () => Words
  hasSound: () => boolean
  /** Brings the person to a message. */
  open: (notice: Notice) => void
  /** Asks for attention beside the notification, unless the system is to be quiet. */
  attract: () => void
  /** An answer that could not be sent: it must not be lost. */
  returned: (notice: Notice, text: string, failure: Failure) => void
  /** Waits; tests don't. */
  pause?: (ms: number) => Promise<void>
}

export class NoticeBoard implements NoticeListener {
  readonly #options: NoticeBoardOptions
  readonly #notifier: Notifier
  readonly #shown = new Map<string, Notice>()

  constructor(options: NoticeBoardOptions) {
    this.#options = options
    this.#notifier = options.makeNotifier(this)
  }

  show(notice: Notice): void {
    const { words, hasSound, attract } = this.#options
    const isNew = !this.#shown.has(notice.key)
    this.#shown.set(notice.key, notice)
    // One that only counts on makes no sound again.
    this.#notifier.show(faceOf(notice, words(), !isNew || !hasSound()))
    if (!isNew) return
    void this.#notifier.isQuiet().then((isQuiet) => {
      if (!isQuiet) attract()
    })
  }

  takeAway(keys: readonly string[]): void {
    for (const key of keys) {
      this.#shown.delete(key)
      this.#notifier.close(key)
    }
  }

  opened(key: string): void {
    const notice = this.#finish(key)
    if (notice) this.#options.open(notice)
  }

  markedRead(key: string): void {
    const notice = this.#finish(key)
    if (!notice) return
    const { conversationId, messageId } = notice
    void this.#options.store()?.readNotice({ conversationId, messageId })
  }

  answered(key: string, text: string): void {
    const notice = this.#finish(key)
    if (notice) void this.#answer(notice, text)
  }

  gone(key: string): void {
    if (this.#shown.delete(key)) void this.#options.store()?.noticeGone({ key })
  }

  /** Nothing stays on screen that nobody would answer. */
  end(): void {
    this.#shown.clear()
    this.#notifier.end()
  }

  #finish(key: string): Notice | null {
    const notice = this.#shown.get(key)
    if (!notice) return null
    this.#notifier.close(key)
    this.gone(key)
    return notice
  }

  // The same id each time: what an earlier try committed is not written twice.
  async #answer(notice: Notice, text: string): Promise<void> {
    const { conversationId, messageId } = notice
    const written = { conversationId, text, clientId: randomUUID() }
    let answer: Result<null> = refuse('process-gone', undefined, true)
    for (let tries = 0; tries < TRIES; tries++) {
      answer = (await this.#options.store()?.answerNotice(written)) ?? answer
      if (answer.ok || !answer.failure.retry) break
      await (this.#options.pause ?? pause)(AGAIN_MS)
    }
    if (!answer.ok) return this.#options.returned(notice, text, answer.failure)
    await this.#options.store()?.readNotice({ conversationId, messageId })
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
