// Serves the network process: commits what it received, hands it the outbox and the servers to reach.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Handlers, type Rpc } from '../../src-preload/contract/rpc.ts'
import { describeError, ownWord } from '../base/log.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls,
  type StoreToNetworkEvents
} from '../ports/store-network-calls.ts'
import type { Changes } from './changes.ts'
import type { CommitQueue } from './commit-queue.ts'
import { describeServer, keepLogin } from './describe-server.ts'
import { readConversationByRemoteId, readConversationRow } from './queries/conversations-read.ts'
import { deleteGap, readBookedGaps } from './queries/gaps.ts'
import { readProxyRule } from './queries/passage.ts'
import { countFrom, readHistoryCursor } from './queries/history.ts'
import { readOutbox, readOutboxEntries } from './queries/outbox.ts'
import { readLink, readLinks, readServerRow } from './queries/servers-read.ts'
import { writeCookies, writeFound, writeServerFiles } from './queries/servers-write.ts'
import type { storeTransferCalls } from '../ports/transfer-calls.ts'
import type { KeptFiles } from './files/kept-files.ts'
import {
  endTransfer,
  networkArrived,
  noteTransfers,
  showFiles,
  takeTransfers,
  waitingPlaces
} from './files/moves.ts'
import { markAttempted, settle } from './settle.ts'
import type { StoreCore } from './store-core.ts'

type NetworkRpc = Rpc<CallTable, StoreToNetworkEvents>

/** Serves until the port closes; returns how to end it earlier. */
export function serveNetwork(
  core: StoreCore,
  { commits, kept }: { commits: CommitQueue; kept: KeptFiles },
  port: Port
): () => void {
  const rpc: NetworkRpc = openRpc<StoreForNetworkCalls, CallTable, object, StoreToNetworkEvents>(
    port,
    {
      answers: {
        table: storeForNetworkCalls,
        handlers: {
          ...networkHandlers(core, { commits, folder: kept.folder }),
          ...transferHandlers(core, kept)
        }
      },
      onTrouble: ({ call, kind, error }) =>
        core.log.warn('network call refused', {
          call: ownWord(call, storeForNetworkCalls),
          kind,
          error: describeError(error)
        })
    }
  )
  core.write(networkArrived)
  const undoChanges = core.onChangeFirst((changes) =>
    tellNetwork(core, { rpc, folder: kept.folder }, changes)
  )
  rpc.onClose(undoChanges)
  return () => {
    undoChanges()
    rpc.close()
  }
}

function networkHandlers(
  core: StoreCore,
  { commits, folder }: { commits: CommitQueue; folder: string }
): Omit<Handlers<StoreForNetworkCalls>, keyof typeof storeTransferCalls> {
  // What was received earlier is committed before anything that was asked later.
  const inOrder: InOrder = (work) => commits.inOrder(work)
  return {
    listLinks: () => core.read((db) => done(readLinks(db))),
    proxyRule: () => core.read((db) => done(readProxyRule(db))),
    commit: (request) => commits.commit(request),
    listOutbox: () => inOrder(() => core.read((db) => done(readOutbox(db, folder)))),
    markAttempted: ({ outboxIds }) =>
      inOrder(() =>
        core.answer((session) => {
          for (const id of outboxIds) markAttempted(session, id)
          return done(null)
        })
      ),
    settle: ({ settlements }) =>
      inOrder(() =>
        core.answer((session) => {
          for (const settlement of settlements) settle(session, settlement)
          return done(null)
        })
      ),
    ...historyHandlers(core, inOrder),
    conversationId: ({ serverId, remoteId }) =>
      inOrder(() =>
        core.read((db) => {
          if (!readServerRow(db, serverId)) return done({ conversationId: null })
          const row = readConversationByRemoteId(db, serverId, remoteId)
          return done({ conversationId: row?.id ?? null })
        })
      ),
    ...wayHandlers(core),
    keepLogin: ({ serverId, values }) =>
      inOrder(() => core.answer((session) => keepLogin(session, serverId, values))),
    describeServer: (told) => inOrder(() => core.answer((session) => describeServer(session, told)))
  }
}

type InOrder = <T>(work: () => Result<T>) => Result<T> | Promise<Result<T>>

/** Where history is missing, and from where to ask for it. */
function historyHandlers(
  core: StoreCore,
  inOrder: InOrder
): Pick<Handlers<StoreForNetworkCalls>, HistoryCall> {
  return {
    listGaps: (where) => inOrder(() => core.read((db) => done(readBookedGaps(db, where)))),
    closeGap: ({ gapId }) =>
      inOrder(() =>
        core.answer((session) => {
          const conversationId = deleteGap(session.db, gapId)
          if (conversationId !== null) session.changes.gaps.add(conversationId)
          return done(null)
        })
      ),
    historyCursor: ({ conversationId }) =>
      inOrder(() =>
        core.read((db) => {
          const row = readConversationRow(db, conversationId)
          return row ? done(readHistoryCursor(db, row)) : refuse('not-found')
        })
      ),
    countFrom: ({ serverId, remoteId, from }) =>
      inOrder(() =>
        core.read((db) => {
          const row = readConversationByRemoteId(db, serverId, remoteId)
          return row ? done({ count: countFrom(db, row.id, from) }) : refuse('not-found')
        })
      )
  }
}

/** What the network process learned of the way to a server. */
function wayHandlers(core: StoreCore): Pick<Handlers<StoreForNetworkCalls>, WayCall> {
  return {
    keepFound: ({ serverId, found }) =>
      core.answer(({ db }) => {
        writeFound(db, serverId, found)
        return done(null)
      }),
    keepCookies: ({ serverId, cookies }) =>
      core.answer(({ db }) => {
        writeCookies(db, serverId, cookies)
        return done(null)
      })
  }
}
function transferHandlers(
  core: StoreCore,
  { folder }: KeptFiles
): Handlers<typeof storeTransferCalls> {
  return {
    waitingPlaces: (wish) => core.answer((session) => waitingPlaces(session, wish)),
    takeTransfers: (wish) => core.answer((session) => takeTransfers(session, wish, folder)),
    keepServerFiles: ({ serverId, files }) =>
      core.answer((session) => {
        writeServerFiles(session.db, serverId, files)
        session.changes.servers.add(serverId)
        return done(null)
      }),
    noteTransfers: ({ notes }) => core.answer((session) => noteTransfers(session, notes)),
    endTransfer: ({ fileId, end }) => core.answer((session) => endTransfer(session, fileId, end)),
    showFiles: ({ fileIds, autoBytes }) =>
      core.answer((session) => showFiles(session, fileIds, autoBytes))
  }
}

type WayCall = 'keepFound' | 'keepCookies'
type HistoryCall = 'listGaps' | 'closeGap' | 'historyCursor' | 'countFrom'

function tellNetwork(
  core: StoreCore,
  { rpc, folder }: { rpc: NetworkRpc; folder: string },
  changes: Changes
): void {
  for (const serverId of changes.linksRemoved) rpc.tell('linkRemoved', { serverId })
  for (const serverId of changes.linksAdded) tellLink(core, rpc, 'linkAdded', serverId)
  for (const serverId of changes.linksChanged) tellLink(core, rpc, 'linkChanged', serverId)
  // Removed before added: an entry that was made anew must not be in the outbox twice.
  const outboxIds = [...changes.outboxRemoved]
  if (outboxIds.length > 0) rpc.tell('outboxRemoved', { outboxIds })
  const fileIds = [...changes.transfersStopped]
  if (fileIds.length > 0) rpc.tell('transfersStopped', { fileIds })
  const serverIds = [...changes.transfersWaiting]
  if (serverIds.length > 0) rpc.tell('transfersWaiting', { serverIds })
  if (changes.outboxAdded.size === 0) return
  const entries = readOutboxEntries(core.db, [...changes.outboxAdded], folder)
  if (entries.length === 0) return
  rpc.tell('outboxAdded', { entries })
  core.headStart.begin()
}

function tellLink(
  core: StoreCore,
  rpc: NetworkRpc,
  name: 'linkAdded' | 'linkChanged',
  serverId: string
): void {
  const link = readLink(core.db, serverId)
  if (link) rpc.tell(name, link)
}
