// What is being written in one conversation: text, reply, edit, draft, and the way out.
import { uuidv7 } from 'uuidv7'
import { refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId, Message } from '../../src-preload/contract/model.ts'
import { Tray } from './tray.svelte.ts'
import type { Wires } from './wires.ts'

const DRAFT_PAUSE_MS = 400
const TYPING_AGAIN_MS = 3_000
const TYPING_OVER_MS = 5_000

export class Composer {
  text = $state('')
  replyTo: Message | null = $state.raw(null)
  editing: Message | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  /** The files that go with the next message. */
  readonly tray: Tray
  readonly conversationId: ConversationId
  readonly #wires: Wires
  #savedDraft = ''
  #draftTimer: ReturnType<typeof setTimeout> | undefined
  #typingTimer: ReturnType<typeof setTimeout> | undefined
  #typingToldAt = 0
  /** The text under way to the store; the same text is not sent twice by an impatient Enter. */
  #underWay: string | null = null
  /** What was being written before an edit began. */
  #setAside = ''

  constructor(wires: Wires, conversationId: ConversationId) {
    this.#wires = wires
    this.conversationId = conversationId
    this.tray = new Tray(wires, conversationId)
  }

  get isTooLong(): boolean {
    return this.text.length > limits.messageText
  }

  get canSend(): boolean {
    const hasFiles = !this.editing && this.tray.files.length > 0
    return (hasFiles || this.text.trim() !== '') && !this.isTooLong
  }

  /** Takes up the draft that the store kept, unless something was typed meanwhile. */
  takeDraft(draft: string): void {
    if (this.text === '' && !this.editing) this.text = draft
    this.#savedDraft = draft
  }

  /** Told by the text box after each change by the person. */
  typed(tellsTyping: boolean): void {
    this.failure = null
    if (this.#underWay !== null && this.text !== this.#underWay) this.#underWay = null
    if (this.editing) return
    this.#draftSoon()
    if (tellsTyping) this.#tellTyping()
  }

  /** Sends, or saves the edit. The text goes only when the store has committed it. */
  async submit(): Promise<boolean> {
    if (this.isTooLong) {
      this.failure = refuse('message-too-long', { limit: limits.messageText }).failure
      return false
    }
    if (!this.canSend || this.#underWay === this.text) return false
    const given = this.text
    this.#underWay = given
    const asked = this.editing ? this.#saveEdit(this.editing, given) : this.#send(given)
    const answer = await asked
    // Not before: on its way it would be in the word's.
    this.#stopTyping()
    if (this.#underWay === given) this.#underWay = null
    this.failure = answer.ok ? null : answer.failure
    if (answer.ok) this.#clear(given)
    return answer.ok
  }

  reply(message: Message): void {
    if (this.editing) this.cancel()
    this.replyTo = message
  }

  edit(message: Message): void {
    if (!this.editing) this.#setAside = this.text
    this.editing = message
    this.replyTo = null
    this.failure = null
    this.text = message.text
  }

  /** Ends an edit or a reply; answers whether there was one. */
  cancel(): boolean {
    const wasBusy = this.editing !== null || this.replyTo !== null
    if (this.editing) this.text = this.#setAside
    this.#setAside = ''
    this.editing = null
    this.replyTo = null
    this.failure = null
    return wasBusy
  }

  /** Puts the text of a discarded message back, before what is being written. */
  takeBack(text: string): void {
    if (text === '') return
    this.text = this.text === '' ? text : `${text}\n${this.text}`
    this.#draftSoon()
  }

  /** Keeps the draft now: the conversation or the window is being left. */
  flush(): void {
    clearTimeout(this.#draftTimer)
    const draft = this.editing ? this.#setAside : this.text
    if (draft === this.#savedDraft || draft.length > limits.messageText) return
    this.#savedDraft = draft
    void this.#wires.store.askSurely.saveDraft({ conversationId: this.conversationId, text: draft })
  }

  close(): void {
    this.flush()
    this.#stopTyping()
  }

  async #send(text: string): Promise<Result<unknown>> {
    const fileIds = this.tray.lend()
    const answer = await this.#wires.store.askSurely.sendMessage({
      conversationId: this.conversationId,
      clientId: uuidv7(),
      text: text.trim() === '' ? '' : text,
      replyToId: this.replyTo?.id ?? null,
      fileIds
    })
    this.tray.settle(fileIds, answer.ok)
    return answer
  }

  #saveEdit(message: Message, text: string): Promise<Result<null>> {
    return this.#wires.store.askSurely.editMessage({
      messageId: message.id,
      clientId: uuidv7(),
      text
    })
  }

  /** Takes away what was committed and leaves what was typed after it. */
  #clear(given: string): void {
    if (this.editing) {
      this.cancel()
      return
    }
    if (this.text.startsWith(given)) this.text = this.text.slice(given.length)
    this.replyTo = null
    this.flush()
  }

  #draftSoon(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = setTimeout(() => this.flush(), DRAFT_PAUSE_MS)
  }

  #tellTyping(): void {
    if (this.text === '') return this.#stopTyping()
    clearTimeout(this.#typingTimer)
    this.#typingTimer = setTimeout(() => this.#stopTyping(), TYPING_OVER_MS)
    if (Date.now() - this.#typingToldAt < TYPING_AGAIN_MS) return
    this.#typingToldAt = Date.now()
    void this.#wires.network.ask.setTyping({ conversationId: this.conversationId, on: true })
  }

  #stopTyping(): void {
    clearTimeout(this.#typingTimer)
    if (this.#typingToldAt === 0) return
    this.#typingToldAt = 0
    void this.#wires.network.ask.setTyping({ conversationId: this.conversationId, on: false })
  }
}
