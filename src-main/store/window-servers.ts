// Answers the window's calls about servers and conversation lists.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { Server, ServerId } from '../../src-preload/contract/model.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type {
  ChangedConnect,
  ConnectSettings,
  NewServer,
  ShownConnect,
  StoreCalls
} from '../../src-preload/contract/store-calls.ts'
import { findByTitle } from './find-conversations.ts'
import {
  readConversations,
  readConversationsById,
  readTitles
} from './queries/conversations-read.ts'
import { outboxIdsOfServer } from './queries/outbox.ts'
import {
  connectOf,
  countServers,
  readServer,
  readServers,
  readServerRow
} from './queries/servers-read.ts'
import {
  insertServer,
  markServerRemoved,
  writeAddress,
  writeConnect,
  writeDialect,
  writePositions,
  writeServerName
} from './queries/servers-write.ts'
import { keepRetention, mayChange } from './policy.ts'
import { positionAt } from './position.ts'
import { countOld, readStored } from './queries/retention.ts'
import { keptSince, setRetention } from './retention.ts'
import type { StoreCore } from './store-core.ts'
import type { WindowLists } from './window-lists.ts'
import type { WriteSession } from './write-session.ts'

type ServerCalls = Pick<
  StoreCalls,
  | 'listServers'
  | 'addServer'
  | 'renameServer'
  | 'setAddress'
  | 'setDialect'
  | 'readConnect'
  | 'changeConnect'
  | 'removeServer'
  | 'moveServer'
  | 'setRetention'
  | 'countOlder'
  | 'listStored'
  | 'watchConversations'
  | 'unwatchConversations'
  | 'findConversations'
>

export function serverHandlers(core: StoreCore, lists: WindowLists): Handlers<ServerCalls> {
  return {
    listServers: () => core.read((db) => done(readServers(db))),
    addServer: (server) => core.answer((session) => addServer(session, server)),
    renameServer: ({ serverId, name }) =>
      core.answer((session) =>
        changeServer(session, serverId, () => writeServerName(session.db, serverId, name))
      ),
    setAddress: ({ serverId, url }) => core.answer((session) => setAddress(session, serverId, url)),
    setDialect: ({ serverId, dialectId }) =>
      core.answer((session) => setDialect(session, serverId, dialectId)),
    readConnect: ({ serverId }) =>
      core.read((db) => {
        const row = readServerRow(db, serverId)
        return row ? done(shownConnect(connectOf(row))) : refuse('not-found')
      }),
    changeConnect: ({ serverId, connect }) =>
      core.answer((session) => changeConnect(session, serverId, connect)),
    removeServer: ({ serverId }) => core.answer((session) => removeServer(session, serverId)),
    moveServer: ({ serverId, position }) =>
      core.answer((session) => moveServer(session, serverId, position)),
    setRetention: (wish) => core.answer((session) => setRetention(session, wish)),
    countOlder: ({ serverId, days }) =>
      core.read((db) => {
        const before = positionAt(keptSince(days, core.now()))
        return done({ messages: countOld(db, serverId, before) })
      }),
    listStored: () => core.read((db) => done(readStored(db))),
    watchConversations: ({ serverId }) => {
      lists.watch(serverId)
      return core.read((db) => done(readConversations(db, serverId)))
    },
    unwatchConversations: ({ serverId }) => {
      lists.unwatch(serverId)
      return done(null)
    },
    findConversations: ({ query }) =>
      core.read((db) => {
        const ids = findByTitle(readTitles(db), query)
        const found = new Map(readConversationsById(db, ids).map((one) => [one.id, one]))
        return done(ids.flatMap((id) => found.get(id) ?? []))
      })
  }
}

function addServer(session: WriteSession, server: NewServer): Result<Server> {
  const { db, changes } = session
  if (!readServerRow(db, server.id)) {
    if (countServers(db) >= limits.servers) return refuse('too-many', { max: limits.servers })
    insertServer(db, server)
    keepRetention(db, server.id)
    changes.servers.add(server.id)
    changes.linksAdded.add(server.id)
  }
  const added = readServer(db, server.id)
  return added ? done(added) : refuse('not-found')
}

function changeServer(session: WriteSession, serverId: ServerId, work: () => void): Result<null> {
  if (!readServerRow(session.db, serverId)) return refuse('not-found')
  work()
  session.changes.servers.add(serverId)
  return done(null)
}

/** The same where an organisation may have set it. */
function changeHeld(
  session: WriteSession,
  serverId: ServerId,
  what: Parameters<typeof mayChange>[2],
  work: () => void
): Result<null> {
  const row = readServerRow(session.db, serverId)
  const allowed = row ? mayChange(session.db, row, what) : done(null)
  return allowed.ok ? changeServer(session, serverId, work) : allowed
}

function setAddress(session: WriteSession, serverId: ServerId, url: string): Result<null> {
  return changeHeld(session, serverId, 'way', () => {
    writeAddress(session.db, serverId, url)
    session.changes.linksChanged.add(serverId)
  })
}

function setDialect(session: WriteSession, serverId: ServerId, dialectId: string): Result<null> {
  return changeHeld(session, serverId, 'dialect', () => {
    writeDialect(session.db, serverId, dialectId)
    session.changes.linksChanged.add(serverId)
  })
}

function shownConnect({ headers, auth, ...rest }: ConnectSettings): ShownConnect {
  return { ...rest, headers: Object.keys(headers), auth: Object.keys(auth) }
}

function changeConnect(
  session: WriteSession,
  serverId: ServerId,
  changed: ChangedConnect
): Result<null> {
  return changeHeld(session, serverId, 'way', () => {
    const row = readServerRow(session.db, serverId)
    if (!row) return
    const before = connectOf(row)
    const headers = withKept(changed.headers, before.headers)
    const auth = withKept(changed.auth, before.auth)
    writeConnect(session.db, serverId, { ...changed, headers, auth })
    session.changes.linksChanged.add(serverId)
  })
}

/** The window does not know a secret that it leaves as it is, or gives another name. */
function withKept(
  changed: ChangedConnect['auth'],
  before: Record<string, string>
): Record<string, string> {
  const entries = Object.entries(changed).flatMap(([name, value]) => {
    const kept = typeof value === 'string' ? value : before[value.keptAs]
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(entries)
}

function removeServer(session: WriteSession, serverId: ServerId): Result<null> {
  return changeHeld(session, serverId, 'removal', () => {
    for (const id of outboxIdsOfServer(session.db, serverId)) session.changes.removeFromOutbox(id)
    markServerRemoved(session.db, serverId)
    session.changes.linksRemoved.add(serverId)
  })
}

function moveServer(session: WriteSession, serverId: ServerId, position: number): Result<null> {
  return changeServer(session, serverId, () => {
    const others = readServers(session.db)
      .map((server) => server.id)
      .filter((id) => id !== serverId)
    writePositions(session.db, others.toSpliced(position, 0, serverId))
  })
}
