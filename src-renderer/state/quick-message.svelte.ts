// A message that is written from wherever the person is; what was not sent is still there the next time.
import { uuidv7 } from 'uuidv7'
import { refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Conversation } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

export class QuickMessage {
  to: Conversation | null = $state.raw(null)
  text = $state('')
  readonly #wires: Wires
  /** The same for each try, so that one which seemed to fail is not sent twice. */
  #clientId = uuidv7()

  constructor(wires: Wires) {
    this.#wires = wires
  }

  async send(): Promise<Result<unknown>> {
    if (this.to === null) return refuse('not-found')
    const wanted = { conversationId: this.to.id, text: this.text, replyToId: null }
    const answer = await this.#wires.store.askSurely.sendMessage({
      ...wanted,
      clientId: this.#clientId
    })
    if (answer.ok) {
      this.text = ''
      this.#clientId = uuidv7()
    }
    return answer
  }
}
