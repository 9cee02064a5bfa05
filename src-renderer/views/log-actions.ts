// What the rows of the log set in motion, tied to the conversation on screen.
import type { Features, Message } from '../../src-preload/contract/model.ts'
import type { Words } from '../i18n/words.svelte.ts'
import type { LogActions } from '../parts/message/log-context.ts'
import { messageItems } from '../parts/message/message-deeds.ts'
import { makeTextActions } from './text-actions.ts'
import type { Filo } from '../state/filo.svelte.ts'
import type { Result } from '../../src-preload/contract/failure.ts'

const nothing: Features = {
  send: false,
  edit: false,
  delete: false,
  react: false,
  reply: false,
  typing: false,
  presence: false,
  receipts: false,
  history: false,
  members: false,
  createRoom: false,
  joinRoom: false,
  leaveRoom: false,
  openDirect: false,
  files: false
}

/** Binds the rows' wishes to the state; what can't be done is said in a passing word. */
export function makeLogActions(
  filo: Filo,
  words: Words,
  pickReaction: (message: Message, from: HTMLElement) => void
): LogActions {
  const tell = async (done: Promise<Result<unknown>> | undefined): Promise<void> => {
    const answer = await done
    if (answer && !answer.ok) filo.places.say(words.failure(answer.failure))
  }
  const texts = makeTextActions(filo, words)
  const actions: LogActions = {
    get features() {
      return filo.server?.features ?? nothing
    },
    get isReadOnly() {
      return filo.conversation?.joined === false
    },
    get isLearned() {
      return filo.learning.of(filo.serverId) !== null
    },
    pickReaction,
    reply: (message) => filo.current?.composer.reply(message),
    edit: (message) => filo.current?.composer.edit(message),
    react: (message, emoji, on) => void tell(filo.current?.react(message, emoji, on)),
    remove: (message) =>
      filo.places.ask({
        title: words.t('message.deleteTitle'),
        words: words.t('message.deleteMeans'),
        action: words.t('message.delete'),
        isDanger: true,
        act: () => void tell(filo.current?.remove(message))
      }),
    inspect: (message) => void filo.inspect(message),
    retry: (message) => void tell(filo.current?.retry(message)),
    editUnsent: (message) => void filo.current?.editUnsent(message),
    discard: (message) => void tell(filo.current?.discard(message)),
    jump: (messageId) => void filo.current?.jumpTo(messageId),
    point: (event, message) => {
      const about = { message, row: event.currentTarget, copy: (text: string) => texts.copy(text) }
      const items = messageItems(actions, words, about)
      filo.places.point(event, words.t('message.actions'), items)
    }
  }
  return actions
}
