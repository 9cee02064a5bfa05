// Everything that the receiver holds for one server: its reader, queue, and what passes.
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationRef, PassingEvent } from '../../../src-preload/contract/inbound.ts'
import {
  refusals as refusalKinds,
  type Refused
} from '../../../src-preload/contract/network-calls.ts'
import { type Log, ownWord } from '../../base/log.ts'
import type { CompiledDialect, Session } from '../../dialects/compiled.ts'
import type { DialectDocument } from '../../dialects/schema.ts'
import type { ServerLink } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'
import type { CommitRequest, FromReceiver } from '../thread-calls.ts'
import type { Apprentice } from './apprentice.ts'
import { CommitQueue } from './commit-queue.ts'
import { Complaints } from './complaints.ts'
import { JoinedConversations } from './joined-conversations.ts'
import { MembersBoard } from './members-board.ts'
import { Mouth } from './mouth.ts'
import { Refusals } from './refusals.ts'
import { Schooling } from './schooling.ts'
import { ServerReader, type ServerReaderOptions } from './server-reader.ts'
import { TypingBoard } from './typing-board.ts'
import { Waiters } from './waiters.ts'

export interface DeskOptions {
  link: ServerLink
  dialect: CompiledDialect
  /** The document of a dialect that is being learned from this very server; null: it is not. */
  learning: (dialect: CompiledDialect) => DialectDocument | null
  clock: Clock
  batchPrefix: string
  log: Log
  /** Whether no other server speaks. */
  isAlone: () => boolean
  commit: (request: CommitRequest) => Promise<Result<{ added: number }>>
  tell: <Name extends keyof FromReceiver>(name: Name, payload: FromReceiver[Name]) => void
  onTyping: (remoteId: string, names: string[]) => void
  /** null: of the whole server. */
  onMembers: (remoteId: string | null) => void
  onRead: ServerReaderOptions['onRead']
}

export interface Desk {
  readonly dialect: CompiledDialect
  /** Goes on in another dialect, or in another reading of this one. */
  speak(dialect: CompiledDialect): void
  readonly schooling: Schooling
  readonly reader: ServerReader
  readonly waiters: Waiters
  readonly members: MembersBoard
  joinedConversations(): ConversationRef[]
  /** A new connection is about to be opened; `forget` names what is not to be remembered for it. */
  begin(link: ServerLink, forget: readonly string[]): Session
  disconnected(): void
  close(): void
}

/** Sets up one server's desk. */
export function openDesk(options: DeskOptions): Desk {
  const { link, clock, tell } = options
  const { serverId } = link
  const waiters = new Waiters(clock)
  const members = new MembersBoard()
  let dialect = options.dialect
  const joined = new JoinedConversations(dialect.single)
  const typing = new TypingBoard(clock, options.onTyping)
  const complaints = new Complaints(clock, (text) => tell('serverComplained', { serverId, text }))
  const mouth = new Mouth(clock, (said) => tell('said', { serverId, ...said }))
  const refusals = openRefusals(options)
  const queue = openQueue(options, refusals)
  const boards = { waiters, members, joined, typing, complaints, mouth, refusals }
  const reader: ServerReader = openReader(options, queue, {
    ...boards,
    apprentice: () => schooling.apprentice
  })
  const speak = (next: CompiledDialect): void => {
    joined.become(next.single)
    dialect = next
    reader.speak(next)
  }
  const schooling = new Schooling({ ...options, speak, readAgain: () => reader.readAgain() })
  schooling.follow(dialect)
  const disconnected = (): void => {
    typing.clear()
    members.clear()
    waiters.refuseAll()
  }
  return {
    get dialect() {
      return dialect
    },
    speak: (next) => {
      speak(next)
      schooling.follow(next)
    },
    schooling,
    reader,
    waiters,
    members,
    joinedConversations: () => joined.list(),
    begin: (now, forget) => reader.begin(now, forget),
    disconnected,
    close: () => {
      disconnected()
      schooling.close()
      complaints.close()
      queue.close()
    }
  }
}

interface Boards {
  waiters: Waiters
  members: MembersBoard
  joined: JoinedConversations
  typing: TypingBoard
  complaints: Complaints
  mouth: Mouth
  refusals: Refusals
  apprentice: () => Apprentice | null
}

function openReader(options: DeskOptions, queue: CommitQueue, boards: Boards): ServerReader {
  const { link, dialect, clock, tell } = options
  const { waiters, members, joined, typing, complaints, mouth, refusals } = boards
  const { serverId } = link
  return new ServerReader({
    link,
    dialect,
    queue,
    now: () => clock.now(),
    refused: (why) => refusals.add(why),
    onPassing: (event) => {
      if (event.kind === 'members') options.onMembers(members.apply(event, refusals))
      else pass(event, typing, complaints)
    },
    onWritten: ({ conversation, message }) =>
      typing.set(conversation.remoteId, message.author, false),
    onCommitted: (events, added) => {
      joined.learn(events)
      waiters.notice(events, added)
    },
    onSays: (says) => mouth.say(says),
    onSession: (session) => tell('sessionChanged', { serverId, session }),
    onRead: options.onRead,
    apprentice: boards.apprentice,
    onJoinEvent: (event, args) => tell('eventSeen', { serverId, event, args })
  })
}

// Each kind is logged once: a log that grows with what is refused would be the harm.
function openRefusals({ link: { serverId }, log, tell }: DeskOptions): Refusals {
  const logged = new Set<Refused>()
  return new Refusals((why, count) => {
    tell('framesRefused', { serverId, why, count })
    const fact = ownWord(why, refusalKinds)
    if (!logged.has(why))
      log.warn('something of a server was refused', { server: serverId, why: fact })
    logged.add(why)
  })
}

function openQueue(options: DeskOptions, refusals: Refusals): CommitQueue {
  const { link, clock, batchPrefix, log, isAlone, commit, tell } = options
  const { serverId } = link
  return new CommitQueue({
    isAlone,
    serverId,
    clock,
    batchPrefix: `${batchPrefix}:${serverId.slice(0, 8)}`,
    commit,
    settled: (throughSeq, replies) => tell('framesSettled', { serverId, throughSeq, replies }),
    dropped: (count, code) => {
      refusals.add('unreadable', count)
      log.error('the store refused events', { server: serverId, count, code })
    }
  })
}

function pass(
  event: Exclude<PassingEvent, { kind: 'members' }>,
  typing: TypingBoard,
  complaints: Complaints
): void {
  if (event.kind === 'server-error') complaints.hear(event.text)
  else if (!event.own) typing.set(event.conversation.remoteId, event.by, event.on, event.forMs)
}
