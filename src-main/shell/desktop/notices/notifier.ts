// What a system's notifications can do, in one shape.

/** A notification in words, ready to be shown. */
export interface NoticeFace {
  /** One with the same key takes its place. */
  key: string
  title: string
  body: string
  isSilent: boolean
  canReply: boolean
  /** Labels of what can be done with it. */
  words: { open: string; markRead: string; reply: string; replyPlaceholder: string }
}

/** What the person does with one. */
export interface NoticeListener {
  opened(key: string): void
  markedRead(key: string): void
  answered(key: string, text: string): void
  /** It is no longer there, by whomever. */
  gone(key: string): void
}

export interface Notifier {
  show(face: NoticeFace): void
  close(key: string): void
  /** Whether the system is asked not to disturb, where it tells. */
  isQuiet(): Promise<boolean>
  end(): void
}
