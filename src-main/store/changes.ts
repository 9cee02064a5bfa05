// What one transaction changed, gathered while it runs and told only once it is committed.
import type { FileId } from '../../src-preload/contract/files.ts'
import type { ConversationId, MessageId, ServerId } from '../../src-preload/contract/model.ts'

/** A message that is new, changed, moved or gone. */
export interface MessageMark {
  conversationId: ConversationId
  messageId: MessageId
  position: number
  /** Where it stood before, if it was moved. */
  movedFrom: number | null
  removed: boolean
}

/** New messages of others in one conversation, which may deserve a notification. */
export interface FreshMessages {
  serverId: ServerId
  count: number
  mentions: number
  /** The last of them. */
  messageId: MessageId
  /** The last that names the person. */
  mentionId: MessageId | null
  /** Whether all of them came as history, after an absence. */
  isMissed: boolean
}

/** Forgotten if the transaction is rolled back. */
export class Changes {
  readonly messages: MessageMark[] = []
  readonly fresh = new Map<ConversationId, FreshMessages>()
  /** Changed conversations, with the server each belongs to. */
  readonly conversations = new Map<ConversationId, ServerId>()
  /** Conversations in whose history holes came, went or shrank. */
  readonly gaps = new Set<ConversationId>()
  /** Whether a conversation was muted until some time. */
  hasNewMute = false
  /** Whether a person chose anew how long history is kept. */
  hasNewRetention = false
  /** Servers that the window sees differently. */
  readonly servers = new Set<ServerId>()
  /** Conversations in whose composers files came, went or changed. */
  readonly staged = new Set<ConversationId>()
  /** Servers that have transfers which may be taken. */
  readonly transfersWaiting = new Set<ServerId>()
  /** Files that are not to be moved any more. */
  readonly transfersStopped = new Set<FileId>()
  haveTransfersChanged = false
  /** Rows of files went that may have had a file of ours. */
  haveFilesGone = false
  readonly outboxAdded = new Set<number>()
  readonly outboxRemoved = new Set<number>()
  readonly linksAdded = new Set<ServerId>()
  readonly linksChanged = new Set<ServerId>()
  readonly linksRemoved = new Set<ServerId>()

  message(conversationId: ConversationId, messageId: MessageId, position: number): void {
    this.messages.push({ conversationId, messageId, position, movedFrom: null, removed: false })
  }

  messageMoved(mark: Omit<MessageMark, 'removed'>): void {
    this.messages.push({ ...mark, removed: false })
  }

  messageRemoved(conversationId: ConversationId, messageId: MessageId, position: number): void {
    this.messages.push({ conversationId, messageId, position, movedFrom: null, removed: true })
  }

  /** A message of somebody else that the person has not seen. */
  unseen(
    place: { serverId: ServerId; conversationId: ConversationId },
    messageId: MessageId,
    { isMention, isMissed }: { isMention: boolean; isMissed: boolean }
  ): void {
    const known = this.fresh.get(place.conversationId)
    const fresh = known ?? {
      serverId: place.serverId,
      count: 0,
      mentions: 0,
      messageId,
      mentionId: null,
      isMissed
    }
    fresh.count += 1
    fresh.messageId = messageId
    fresh.isMissed &&= isMissed
    if (isMention) {
      fresh.mentions += 1
      fresh.mentionId = messageId
    }
    if (!known) this.fresh.set(place.conversationId, fresh)
  }

  conversation(conversationId: ConversationId, serverId: ServerId): void {
    this.conversations.set(conversationId, serverId)
  }

  addToOutbox(outboxId: number): void {
    this.outboxAdded.add(outboxId)
  }

  removeFromOutbox(outboxId: number): void {
    if (!this.outboxAdded.delete(outboxId)) this.outboxRemoved.add(outboxId)
  }
}
