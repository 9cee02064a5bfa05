// Takes down what a compiled dialect says of a server, and makes its one conversation where it has one.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import { writeDescription, writeLogin, type DialectDescription } from './queries/servers-write.ts'
import { loginOf, readServerRow } from './queries/servers-read.ts'
import type { WriteSession } from './write-session.ts'

export interface Description extends DialectDescription {
  serverId: ServerId
  /** Title of the one conversation of a server without rooms. */
  single: string | null
}

export function describeServer(session: WriteSession, told: Description): Result<null> {
  const { serverId, single } = told
  if (!readServerRow(session.db, serverId)) return refuse('not-found')
  writeDescription(session.db, serverId, told)
  session.changes.servers.add(serverId)
  if (single !== null) ensureSingle(session, serverId, single)
  return done(null)
}

/** Adds to what the person filled in. */
export function keepLogin(
  { db }: WriteSession,
  serverId: ServerId,
  values: Record<string, string>
): Result<null> {
  const row = readServerRow(db, serverId)
  if (!row) return refuse('not-found')
  writeLogin(db, serverId, { ...loginOf(row), ...values })
  return done(null)
}

function ensureSingle(session: WriteSession, serverId: ServerId, title: string): void {
  const ref = { remoteId: '', kind: 'single' as const, title, peer: null }
  const start = { joined: true, topic: null, createdAt: session.now }
  const conversation = session.ensureConversation(serverId, ref, start)
  if (!conversation) return
  conversation.row.kind = 'single'
  conversation.row.title = title
  conversation.row.joined = 1
}
