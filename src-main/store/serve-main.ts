// What the store process does for main: open, ping, close; ports that come before `open` wait for it.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import { bootMarks, markBoot } from '../base/boot-marks.ts'
import type { NoticeCalls } from '../ports/notice-calls.ts'
import type {
  ArchiveEnd,
  PortRole,
  StoreOpened,
  StoreProcessCalls,
  StoreProcessEvents
} from '../ports/process-calls.ts'
import type { storeFileCalls } from '../ports/file-calls.ts'
import type { WorkSign } from '../ports/work-sign.ts'
import { ArchiveDesk } from './archive/archive-desk.ts'
import type { ArchiveJob } from './archive/run-job.ts'
import type { FileThread } from './file/file-thread.ts'
import { FileKeeper, type KeptStore, type OpenRequest } from './file/file-keeper.ts'
import type { PaceClock } from './pace.ts'
import type { Store } from './store.ts'

export interface MainSide {
  handlers: Handlers<StoreProcessCalls>
  onPort: (role: PortRole, port: Port) => void
  /** Nothing happens: what is kept only to be quick is given back. */
  onRest: () => void
}

export interface MainSideOptions {
  sign: WorkSign
  thread: FileThread
  tell: <Name extends keyof StoreProcessEvents>(
    name: Name,
    payload: StoreProcessEvents[Name]
  ) => void
  /** Where `archive.thread.cjs` lies. */
  archiveDir: string
  clock?: PaceClock
}

export function makeMainSide(options: MainSideOptions): MainSide {
  const keeper = new FileKeeper(options)
  let store: Store | null = null
  let archive: ArchiveDesk | null = null
  let isOpening = false
  let waiting: (() => void)[] = []
  const serve = (role: PortRole, port: Port): void => {
    if (role === 'window') store?.serveWindow(port)
    else if (role === 'network') store?.serveNetwork(port)
    else port.close()
  }
  const open = async (request: OpenRequest): Promise<Result<StoreOpened>> => {
    const startedAt = performance.now()
    markBoot('asked to open')
    const opened = await keeper.open(request)
    if (!opened.ok) return opened
    markBoot('open')
    store = opened.value.store
    for (const served of waiting) served()
    waiting = []
    archive = makeArchive(options, request, opened.value.isNext)
    return done(openedSince(startedAt, opened.value))
  }
  return {
    handlers: {
      open: async (request) => {
        if (store || isOpening) return refuse('not-allowed')
        isOpening = true
        return open(request).finally(() => (isOpening = false))
      },
      exportMessages: (wish) => runArchive(archive, { kind: 'export', ...wish, now: Date.now() }),
      backUp: (wish) => runArchive(archive, { kind: 'backup', ...wish, now: Date.now() }),
      cancelArchive: () => {
        archive?.cancel()
        return done(null)
      },
      keepAuthority: ({ serverId, authority }) => keepPapers(store, serverId, { authority }),
      keepIdentity: ({ serverId, identity }) => keepPapers(store, serverId, { identity }),
      ...openHandlers(() => store),
      facts: () => store?.facts() ?? refuse('process-gone', undefined, true),
      bootMarks: () => done(bootMarks()),
      repairHeard: ({ at }) => done(keeper.forgetReport(at)),
      ping: () => done(options.sign.answer(store?.ping() ?? { queue: 0, eventsTotal: 0 })),
      close: () => {
        archive?.cancel()
        archive = null
        keeper.close()
        store?.close()
        store = null
        return done(null)
      }
    },
    onRest: () => store?.database.giveBackMemory(),
    onPort: (role, port) => {
      if (store) serve(role, port)
      else waiting.push(() => serve(role, port))
    }
  }
}

function openHandlers(store: () => Store | null): Handlers<typeof storeFileCalls & NoticeCalls> {
  return { ...fileHandlers(store), ...noticesOf(store) }
}

function fileHandlers(store: () => Store | null): Handlers<typeof storeFileCalls> {
  const isGone = refuse('process-gone', undefined, true)
  return {
    stageFiles: async ({ conversationId, paths }) => {
      const refused = await store()?.stageFiles(conversationId, paths)
      return refused ? done(refused) : isGone
    },
    localFile: (which) => store()?.localFile(which) ?? isGone,
    thumbnail: ({ token }) => done({ bytes: store()?.thumbnail(token) ?? null })
  }
}

function openedSince(startedAt: number, { store, isNext, repair }: KeptStore): StoreOpened {
  return {
    schemaVersion: store.schemaVersion,
    openedInMs: Math.round(performance.now() - startedAt),
    key: isNext ? 'next' : 'current',
    repair
  }
}

// Asked before the store is open, or after it closed, there is nobody to answer.
function noticesOf(store: () => Store | null): Handlers<NoticeCalls> {
  const gone = (): Result<null> => refuse('process-gone', undefined, true)
  return {
    watchNotices: (wishes) => store()?.notices.watchNotices(wishes) ?? gone(),
    answerNotice: (written) => store()?.notices.answerNotice(written) ?? gone(),
    readNotice: (place) => store()?.notices.readNotice(place) ?? gone(),
    noticeGone: (which) => store()?.notices.noticeGone(which) ?? gone()
  }
}

function keepPapers(store: Store | null, ...papers: Parameters<Store['keepPapers']>): Result<null> {
  return store?.keepPapers(...papers) ?? refuse('process-gone', undefined, true)
}

function makeArchive(
  { archiveDir, tell }: MainSideOptions,
  { path, key, nextKey }: OpenRequest,
  isNext: boolean
): ArchiveDesk {
  const current = isNext ? nextKey : key
  return new ArchiveDesk({
    source: { path, encryptionKey: current === 'plain' ? null : current },
    threadDir: archiveDir,
    onProgress: (progress) => tell('archiveProgress', progress)
  })
}

async function runArchive(desk: ArchiveDesk | null, job: ArchiveJob): Promise<Result<ArchiveEnd>> {
  const running = desk?.run(job)
  if (!running) return refuse('too-many', undefined, true)
  const outcome = await running
  if (outcome.kind === 'failed') return { ok: false, failure: outcome.failure }
  return done(
    outcome.kind === 'done' ? { end: 'done', messages: outcome.messages } : { end: 'cancelled' }
  )
}
