// What the rows of a message log may ask of the log they stand in.
import { createContext } from 'svelte'
import type { Features, Message, MessageId } from '../../../src-preload/contract/model.ts'

export interface LogActions {
  readonly features: Features
  readonly isReadOnly: boolean
  /** What is shown is read by a dialect that is still being learned. */
  readonly isLearned: boolean
  reply(message: Message): void
  react(message: Message, emoji: string, on: boolean): void
  pickReaction(message: Message, from: HTMLElement): void
  edit(message: Message): void
  remove(message: Message): void
  inspect(message: Message): void
  /** Opens the message's menu where it was asked for. */
  point(event: MouseEvent & { currentTarget: HTMLElement }, message: Message): void
  retry(message: Message): void
  editUnsent(message: Message): void
  discard(message: Message): void
  jump(messageId: MessageId): void
}

export const [getLog, setLog] = createContext<LogActions>()
