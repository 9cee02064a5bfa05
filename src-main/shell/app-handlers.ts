// Answers what the window asks of main, over a port of its own.
import { app, clipboard, type MessagePortMain } from 'electron'
import { join } from 'node:path'
import {
  appCalls,
  type AppCalls,
  type AppEvents,
  type AppInfo,
  type Settings
} from '../../src-preload/contract/app-calls.ts'
import type { BootCalls, BootMark } from '../../src-preload/contract/boot.ts'
import { done, refuse } from '../../src-preload/contract/failure.ts'
import type { fileAppCalls } from '../../src-preload/contract/files.ts'
import type { PapersCalls } from '../../src-preload/contract/papers-calls.ts'
import { openRpc, type CallTable, type Handlers, type Rpc } from '../../src-preload/contract/rpc.ts'
import { bootNow, markBoot } from '../base/boot-marks.ts'
import { openLog, ownWord } from '../base/log.ts'
import { portFromMain } from '../ports/message-port.ts'
import type { AppliedPolicy } from '../ports/policy.ts'
import type { Updates } from '../ports/updates.ts'
import type { DataDesk } from './data/data-desk.ts'
import { dataHandlers } from './data/data-handlers.ts'
import type { Diagnostics } from './diagnostics/diagnostics.ts'
import { diagnosticsHandlers } from './diagnostics/diagnostics-handlers.ts'
import type { DialectDesk } from './dialects/dialect-desk.ts'
import type { PapersDesk } from './papers/papers-desk.ts'
import { openExternal } from './external.ts'
import type { HostControl } from './hosting.ts'
import type { FileDesk } from './files/file-desk.ts'
import { keepingHandlers } from './keeping-handlers.ts'
import { readLicences } from './licences.ts'
import type { ProcessMeter } from './process-meter.ts'
import { saveText } from './save-text.ts'
import { resolveLanguage } from './language.ts'
import type { SettingsFile } from './settings-file.ts'
import type { StoreKeeper } from './store-keeper.ts'

const log = openLog('app')

export interface AppHandlerOptions {
  settings: SettingsFile
  hosting: HostControl
  meter: ProcessMeter
  keeper: StoreKeeper
  data: DataDesk
  dialects: DialectDesk
  papers: PapersDesk
  updates: Updates
  messageFiles: FileDesk
  hostAtStart: boolean
  traceBoot: boolean
  profile: string | null
  policy: AppliedPolicy
  diagnostics: Diagnostics
  onQuickMessageDone: () => void
  onWindowWorks: () => void
  /** The page listens: tell it whatever waited. */
  onWindowReady: () => void
  /** What the person sees first is drawn. */
  onWindowDrawn: () => void
  onBootTraced: (marks: readonly BootMark[]) => void
  restartProcess: (name: 'store' | 'network' | 'host') => void
  /** The system's network came or went. */
  onNetworkChanged: (change: { online: boolean; metered: boolean }) => void
}

/** What `appInfo` is made of. */
export type InfoSources = Pick<
  AppHandlerOptions,
  'settings' | 'keeper' | 'hostAtStart' | 'traceBoot' | 'profile' | 'policy'
>

/** What main tells the window. */
export type AppRpc = Rpc<CallTable, AppEvents>

/** Serves the window's calls over one end of a channel. */
export function serveWindow(end: MessagePortMain, options: AppHandlerOptions): AppRpc {
  return openRpc<AppCalls, CallTable, object, AppEvents>(portFromMain(end), {
    answers: { table: appCalls, handlers: handlersOf(options) },
    onTrouble: ({ call, kind }) =>
      log.warn('refused a call of the window', { call: ownWord(call, appCalls), kind })
  })
}

function handlersOf(options: AppHandlerOptions): Handlers<AppCalls> {
  const { hosting, meter, dialects } = options
  return {
    ...keepingHandlers(options.keeper),
    ...dataHandlers(options.data),
    importDialect: () => dialects.importDialect(),
    importTaken: ({ taken }) => dialects.importTaken(taken),
    exportDialect: ({ dialectId }) => dialects.exportDialect(dialectId),
    ...papersHandlers(options.papers),
    newInThisVersion: async () => done(await options.updates.notes()),
    checkForUpdates: () => options.updates.check(),
    restartIntoUpdate: () => options.updates.restartIntoUpdate(),
    ...fileHandlers(options.messageFiles),
    ...bootHandlers(options),
    ...diagnosticsHandlers(options.diagnostics),
    windowReady: () => {
      markBoot('window listens')
      options.onWindowReady()
      return done(null)
    },
    ...lockableHandlers(options),
    hostingState: () => done(hosting.state),
    openExternal: ({ url }) => openExternal(url),
    copyText: async ({ text }) => {
      // Newer Electrons answer with a promise, the oldest supported with nothing.
      await clipboard.writeText(text)
      return done(null)
    },
    licences: async () => done(await readLicences(join(import.meta.dirname, '../notices'))),
    saveText: ({ name, text }) => saveText(name, text),
    watchProcesses: ({ on }) => {
      meter.watch(on)
      return done(null)
    },
    windowWorks: () => {
      options.onWindowWorks()
      return done(null)
    },
    quickMessageDone: () => {
      options.onQuickMessageDone()
      return done(null)
    },
    networkChanged: (change) => {
      options.onNetworkChanged(change)
      return done(null)
    },
    restartProcess: ({ name }) => {
      options.restartProcess(name)
      return done(null)
    }
  }
}

/** What an organisation may have locked. */
function lockableHandlers({
  settings,
  hosting,
  policy
}: AppHandlerOptions): Handlers<Pick<AppCalls, 'changeSettings' | 'startHosting' | 'stopHosting'>> {
  const locked = refuse('set-by-policy', { by: policy.by })
  const wanted = (change: Partial<Settings['hosting']>) => ({
    hosting: { ...settings.current.hosting, ...change }
  })
  return {
    changeSettings: (given) => {
      const patch = withoutAbsent(given)
      return settings.isRefused(patch) ? locked : done(settings.change(patch))
    },
    startHosting: async ({ shared }) => {
      if (settings.isRefused(wanted({ on: true }))) return locked
      // Whoever may host only for others hosts for them, whether it was asked for or not.
      const mustShare = settings.isLocked(['hosting', 'shared']) && settings.current.hosting.shared
      if (!mustShare && settings.isRefused(wanted({ shared }))) return locked
      return hosting.start(mustShare || shared)
    },
    stopHosting: async () => {
      if (settings.isRefused(wanted({ on: false }))) return locked
      await hosting.stop()
      return done(null)
    }
  }
}

function fileHandlers(files: FileDesk): Handlers<typeof fileAppCalls> {
  return {
    chooseFiles: ({ conversationId }) => files.choose(conversationId),
    openFile: ({ fileId, anyway }) => files.open(fileId, anyway),
    showFile: ({ fileId }) => files.show(fileId),
    saveFile: ({ fileId }) => files.save(fileId)
  }
}

function bootHandlers(options: AppHandlerOptions): Handlers<BootCalls> {
  return {
    windowDrawn: () => {
      markBoot('window drawn')
      setImmediate(options.onWindowDrawn)
      return done(null)
    },
    bootClock: () => done({ at: bootNow() }),
    bootTraced: ({ marks }) => {
      options.onBootTraced(marks)
      return done(null)
    }
  }
}

function papersHandlers(papers: PapersDesk): Handlers<PapersCalls> {
  return {
    choosePapers: ({ serverId, kind }) => papers.choose(serverId, kind),
    unlockPapers: ({ passphrase }) => papers.unlock(passphrase),
    closePapers: () => {
      papers.close()
      return done(null)
    }
  }
}

/** What the page has to know before it draws. */
export function appInfo(options: InfoSources): AppInfo {
  const { current } = options.settings
  return {
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    language: resolveLanguage(current.language),
    platform: platformOf(process.platform),
    settings: current,
    hostAtStart: options.hostAtStart,
    traceBoot: options.traceBoot,
    keeping: options.keeper.state,
    profile: options.profile,
    policy: options.policy.view
  }
}

function platformOf(platform: NodeJS.Platform): AppInfo['platform'] {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other'
}

// A patch carries only what changes; absent entries must not become undefined settings.
function withoutAbsent(patch: object): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
