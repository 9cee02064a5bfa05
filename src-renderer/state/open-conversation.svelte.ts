// The conversation that is on screen: its messages, what is written, what is done to a message, what was seen.
import { uuidv7 } from 'uuidv7'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import type { ConversationId, Message, MessageId } from '../../src-preload/contract/model.ts'
import type { RangeAnchor } from '../../src-preload/contract/store-calls.ts'
import { Composer } from './composer.svelte.ts'
import { MessageRange } from './range.svelte.ts'
import type { Wires } from './wires.ts'

const SEEN_PAUSE_MS = 300

/** A hole in history: not asked for, being filled, not to be told by the server, or failed for now. */
export type GapState = 'open' | 'loading' | 'unknowable' | 'failed'

export class OpenConversation {
  readonly id: ConversationId
  readonly range: MessageRange
  readonly composer: Composer
  /** What is known about history before what is stored. */
  older: 'unknown' | 'loading' | 'start' | 'unreachable' = $state('unknown')
  /** A message to be shown and lit up once. */
  target: MessageId | null = $state(null)
  /** How far the filling of a hole in history got, by the hole's id; those not asked for are not here. */
  #gaps: ReadonlyMap<number, GapState> = $state.raw(new Map())
  /** Until then its draft is not known. */
  opened: Promise<void> = Promise.resolve()
  readonly #wires: Wires
  readonly #undo: () => void
  #seenId: MessageId = 0
  #seenPosition = -1
  #seenTimer: ReturnType<typeof setTimeout> | undefined

  constructor(wires: Wires, id: ConversationId) {
    this.#wires = wires
    this.id = id
    this.range = new MessageRange(wires, id)
    this.composer = new Composer(wires, id)
    const undoStore = wires.store.onOpen(() => {
      void this.range.reconnect()
      void this.composer.tray.load()
    })
    // A network process that was started anew does not know what is looked at.
    const undoNetwork = wires.network.onOpen(
      () => void wires.network.ask.catchUp({ conversationId: id })
    )
    this.#undo = () => {
      undoStore()
      undoNetwork()
    }
  }

  open(anchor: RangeAnchor): Promise<void> {
    this.opened = this.#open(anchor)
    return this.opened
  }

  async #open(anchor: RangeAnchor): Promise<void> {
    const opened = await this.range.open(anchor)
    if (opened) this.composer.takeDraft(opened.draft)
    if (anchor.at === 'message') this.target = anchor.messageId
  }

  close(): void {
    this.#undo()
    this.composer.close()
    this.#flushSeen()
    this.range.close()
  }

  /** More rows before the first: from the store, and when it has none from the server. */
  async growOlder(hasHistory: boolean): Promise<void> {
    if (this.older === 'loading') return
    if (this.range.hasBefore) {
      await this.range.grow('before')
      return
    }
    if (!hasHistory || this.older === 'start') {
      this.older = 'start'
      return
    }
    await this.#loadOlder()
  }

  /** Shows a message: within what is held, or by opening the range around it. */
  async jumpTo(messageId: MessageId): Promise<void> {
    this.target = null
    const isHeld = this.range.stretch.messages.some((message) => message.id === messageId)
    if (!isHeld) await this.range.open({ at: 'message', messageId })
    this.target = messageId
  }

  async jumpToEnd(): Promise<void> {
    if (this.range.hasAfter) await this.range.open({ at: 'end' })
  }

  /** Everything up to this message was on screen while the person was looking. */
  seen(message: Message): void {
    if (message.position <= this.#seenPosition) return
    this.#seenPosition = message.position
    this.#seenId = message.id
    this.#seenTimer ??= setTimeout(() => this.#flushSeen(), SEEN_PAUSE_MS)
  }

  gapState(gapId: number): GapState {
    return this.#gaps.get(gapId) ?? 'open'
  }

  /** Asks the server for what may be missing; what comes is drawn as the store tells of it. */
  async fillGap(gapId: number): Promise<void> {
    if (this.#gaps.get(gapId) === 'loading') return
    this.#gaps = new Map(this.#gaps).set(gapId, 'loading')
    const answer = await this.#wires.network.ask.fillGap({ conversationId: this.id, gapId })
    const next = new Map(this.#gaps)
    if (answer.ok) next.delete(gapId)
    else next.set(gapId, answer.failure.code === 'not-supported' ? 'unknowable' : 'failed')
    this.#gaps = next
  }

  react(message: Message, emoji: string, on: boolean): Promise<Result<null>> {
    const wanted = { messageId: message.id, clientId: uuidv7(), emoji, on }
    return this.#wires.store.askSurely.react(wanted)
  }

  remove(message: Message): Promise<Result<null>> {
    const wanted = { messageId: message.id, clientId: uuidv7() }
    return this.#wires.store.askSurely.deleteMessage(wanted)
  }

  retry(message: Message): Promise<Result<null>> {
    return this.#wires.store.ask.retryMessage({ messageId: message.id })
  }

  discard(message: Message): Promise<Result<{ text: string }>> {
    return this.#wires.store.ask.discardMessage({ messageId: message.id })
  }

  /** The words of the own message that a file goes with, where it is held and not yet sent. */
  textOfOwnFile(fileId: FileId): string | null {
    const isUnsent = ({ own, state }: Message): boolean =>
      own && (state === 'queued' || state === 'sending' || state === 'failed')
    const found = this.range.stretch.messages.find(
      (message) => isUnsent(message) && message.files.some(({ id }) => id === fileId)
    )
    return found?.text ?? null
  }

  /** Takes a message that was not sent back into the composer. */
  async editUnsent(message: Message): Promise<void> {
    const answer = await this.discard(message)
    if (answer.ok) this.composer.takeBack(answer.value.text)
  }

  async #loadOlder(): Promise<void> {
    this.older = 'loading'
    const answer = await this.#wires.network.ask.loadOlder({ conversationId: this.id })
    if (!answer.ok) {
      this.older = answer.failure.code === 'not-supported' ? 'start' : 'unreachable'
      return
    }
    const grown = await this.range.grow('before')
    const isStart = answer.value.more === false || (answer.value.added === 0 && grown === 0)
    this.older = isStart && !this.range.hasBefore ? 'start' : 'unknown'
  }

  #flushSeen(): void {
    clearTimeout(this.#seenTimer)
    this.#seenTimer = undefined
    if (this.#seenId === 0) return
    const seen = { conversationId: this.id, messageId: this.#seenId }
    void this.#wires.store.askSurely.markRead(seen)
  }
}
