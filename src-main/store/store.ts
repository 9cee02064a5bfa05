// The store's door: opens the database, serves window and network ports over it, and closes it.
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { uptime } from 'node:os'
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import { describeError, openLog } from '../base/log.ts'
import type { StoreFacts } from '../ports/facts.ts'
import type { NoticeCalls } from '../ports/notice-calls.ts'
import type { StorePolicy } from '../ports/policy.ts'
import type { KeptPassage } from '../ports/passage.ts'
import { makeBodyMaker } from './body.ts'
import { CommitQueue } from './commit-queue.ts'
import { StoreDatabase } from './database.ts'
import { serveNetwork } from './network-port.ts'
import { realPaceClock, type PaceClock } from './pace.ts'
import { KeptFiles } from './files/kept-files.ts'
import { mainFiles, type MainFiles } from './main-files.ts'
import { rowsOf } from './notices/draw-notice.ts'
import { MuteEnds } from './notices/mute-ends.ts'
import { noticeHandlers } from './notices/notice-handlers.ts'
import { NoticeDesk, type NoticeListener } from './notices/notice-desk.ts'
import { keepPolicy } from './policy.ts'
import { Purge } from './purge.ts'
import { Retention } from './retention.ts'
import { IndexKeeper } from './search/index-keeper.ts'
import { failureOf } from './sql-failure.ts'
import { storeFacts } from './facts.ts'
import { StoreCore } from './store-core.ts'
import { changePassage } from './window-passage.ts'
import { serveWindow } from './window-port.ts'

type Papers = Partial<Pick<KeptPassage, 'authority' | 'identity'>>

export interface StoreOptions {
  /** Absolute path of the file; made if it is not there. */
  path: string
  encryptionKey: string | null
  /** ms since 1970; tests give their own. */
  now?: () => number
  /** How long the computer has run, ms; tests give their own. */
  uptime?: () => number
  newId?: () => string
  clock?: PaceClock
  /** Told once, when the open file is found damaged. */
  onDamage?: () => void
  /** Told of notifications, once `watchNotices` was asked. */
  notices?: NoticeListener
  /** What an organisation has set; null or absent: nothing. */
  policy?: StorePolicy | null
}

export interface Store extends MainFiles {
  readonly schemaVersion: number
  /** Serves a window until its port closes. */
  serveWindow(port: Port): void
  /** Serves the network process until its port closes. */
  serveNetwork(port: Port): void
  /** Keeps papers of a server; it is connected anew. */
  keepPapers(serverId: ServerId, papers: Papers): Result<null>
  /** What main asks about notifications. */
  readonly notices: Handlers<NoticeCalls>
  /** For work that is about the file itself. */
  readonly database: StoreDatabase
  ping(): { queue: number; eventsTotal: number }
  /** Looks at samples of the search indexes now, as is done some time after the start. */
  checkSearch(): void
  /** For a debug report. */
  facts(): Result<StoreFacts>
  /** Commits what waits, ends all ports and closes the file. */
  close(): void
}

/** Opens the store; a file that cannot be opened is a failure, not an exception. */
export function openStore(options: StoreOptions): Result<Store> {
  const log = openLog('store')
  try {
    const db = StoreDatabase.open(options.path, options.encryptionKey)
    db.onDamage = () => options.onDamage?.()
    const core = new StoreCore({
      db,
      bodyOf: makeBodyMaker(),
      now: options.now ?? Date.now,
      uptime: options.uptime ?? (() => uptime() * 1000),
      newId: options.newId ?? randomUUID,
      clock: options.clock ?? realPaceClock,
      log
    })
    keepPolicy(core, options.policy ?? null)
    const kept = new KeptFiles(core, join(dirname(options.path), 'files'))
    return done(storeOver(core, kept, options))
  } catch (error) {
    const failure = failureOf(error)
    log.error('database not opened', { error: describeError(error) })
    return { ok: false, failure: failure ?? { code: 'internal', retry: false } }
  }
}

function storeOver(
  core: StoreCore,
  kept: KeptFiles,
  { path, notices: listener = nobody }: StoreOptions
): Store {
  const commits = new CommitQueue(core)
  const purge = new Purge(core, () => void kept.clear())
  const indexes = new IndexKeeper(core)
  const retention = new Retention(core)
  const muteEnds = new MuteEnds(core)
  const notices = makeNotices(core, listener)
  const ends = new Set<() => void>()
  purge.start()
  indexes.start()
  retention.start()
  kept.start()
  muteEnds.start()
  return {
    database: core.db,
    schemaVersion: core.db.schemaVersion,
    serveWindow: (port) => keepUntilClosed(ends, port, serveWindow(core, { indexes, kept }, port)),
    serveNetwork: (port) =>
      keepUntilClosed(ends, port, serveNetwork(core, { commits, kept }, port)),
    notices: noticeHandlers(core, notices),
    keepPapers: (serverId, papers) => changePassage(core, serverId, papers),
    ...mainFiles(core, kept),
    ping: () => ({ queue: commits.queue, eventsTotal: commits.eventsTotal }),
    checkSearch: () => indexes.check(),
    facts: () => core.read(() => done(storeFacts(core, path))),
    close: () => {
      commits.flush()
      core.headStart.end()
      for (const end of ends) end()
      ends.clear()
      purge.close()
      indexes.close()
      retention.close()
      kept.close()
      muteEnds.close()
      notices.close()
      core.db.close()
    }
  }
}

const nobody: NoticeListener = {
  shown: () => undefined,
  ended: () => undefined,
  unread: () => undefined
}

function makeNotices(core: StoreCore, listener: NoticeListener): NoticeDesk {
  const { clock, now, log } = core
  const desk = new NoticeDesk({ rows: rowsOf(core.db), clock, now, listener, log })
  core.onChange((changes) => desk.hear(changes))
  return desk
}

function keepUntilClosed(ends: Set<() => void>, port: Port, end: () => void): void {
  ends.add(end)
  port.onClose(() => ends.delete(end))
}
