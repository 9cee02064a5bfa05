// What the window asks of the main process: settings, hosting, links and windows; no message traffic.
import * as v from 'valibot'
import { bootCalls } from './boot.ts'
import type { Failure } from './failure.ts'
import { fileAppCalls, transferSettingsSchema, type FileErrand } from './files.ts'
import { call } from './rpc.ts'
import { limits } from './limits.ts'
import type { ConversationId, MessageId, ServerId } from './model.ts'
import type { ThreadReading } from './network-calls.ts'
import { dataCalls, type DataState } from './data-calls.ts'
import { desktopSettingsSchema, type DesktopState } from './desktop.ts'
import { diagnosticsCalls, type Crash } from './diagnostics.ts'
import { dialectCalls, type DialectErrand } from './dialect-calls.ts'
import { noticeSettingsSchema } from './notices.ts'
import { papersCalls, type PapersState } from './papers-calls.ts'
import type { PolicyView } from './policy.ts'
import { updateCalls, updateSettingsSchema, type UpdateState } from './updates.ts'
import { keepingCalls, type Keeping } from './vault.ts'

/** What the person can set; main keeps it in one file. */
export const settingsSchema = v.object({
  language: v.optional(v.picklist(['system', 'en', 'it']), 'system'),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  density: v.optional(v.picklist(['comfortable', 'compact']), 'comfortable'),
  /** The name offered when a server is added. */
  personName: v.optional(v.pipe(v.string(), v.maxLength(limits.name)), ''),
  /** Width of the conversation list, CSS px. */
  listWidth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(420)), 272),
  lastConversationId: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger())), null),
  /** When everything was last backed up, ms since 1970. */
  lastBackupAt: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger())), null),
  lastServerId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(60))), null),
  transfers: v.optional(transferSettingsSchema, {}),
  hosting: v.optional(
    v.object({
      on: v.optional(v.boolean(), false),
      shared: v.optional(v.boolean(), false),
      port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)), 0)
    }),
    {}
  ),
  updates: v.optional(updateSettingsSchema, {}),
  notices: v.optional(noticeSettingsSchema, {}),
  desktop: v.optional(desktopSettingsSchema, {})
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** The part of the settings that the window may change. */
const settingsPatchSchema = v.partial(
  v.omit(v.strictObject(settingsSchema.entries), ['hosting', 'lastBackupAt'])
)

export interface AppInfo {
  version: string
  electron: string
  /** The language to show, already resolved. */
  language: 'en' | 'it'
  platform: 'linux' | 'darwin' | 'win32' | 'other'
  settings: Settings
  /** Started with `--host`: be in a conversation at once. */
  hostAtStart: boolean
  /** Started with `--trace-boot`: main wants the window's moments. */
  traceBoot: boolean
  keeping: Keeping
  /** Of the profile that the app was started with; null for the plain one. */
  profile: string | null
  /** What an organisation has set on this computer; null: nothing. */
  policy: PolicyView | null
}

/** A package that is inside, and what its makers say about that. */
export interface Licence {
  name: string
  version: string
  /** An SPDX expression. */
  licence: string
  /** The licence's own words; empty where the package brings none. */
  text: string
}

/** The embedded server. */
export interface Hosting {
  running: boolean
  /** Where this computer reaches it; null while it is off. */
  address: string | null
  shared: boolean
  /** For others on the network, with the secret; null unless shared. */
  inviteLink: string | null
  clients: number
}

export type ProcessName = 'store' | 'network' | 'host'

/** A process that died or came back, for the window to say so. */
export interface ProcessChange {
  name: ProcessName
  state: 'starting' | 'running' | 'restarting' | 'gave-up'
  restarts: number
  /** When it is started again, ms since 1970. */
  restartAt: number | null
  /** Why it was given up, where starting it again would not help by itself. */
  failure: Failure | null
}

/** A `filo://connect` link, checked and waiting for the person's yes. */
export const connectLinkSchema = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(limits.address), v.url()),
  name: v.optional(v.pipe(v.string(), v.maxLength(limits.name)), ''),
  dialect: v.optional(v.pipe(v.string(), v.maxLength(80)), 'auto'),
  namespace: v.optional(v.pipe(v.string(), v.maxLength(200))),
  path: v.optional(v.pipe(v.string(), v.maxLength(200))),
  generation: v.optional(v.picklist(['auto', '2', '3', '4']), 'auto'),
  auth: v.optional(v.record(v.string(), v.pipe(v.string(), v.maxLength(limits.loginValue))), {}),
  query: v.optional(v.record(v.string(), v.pipe(v.string(), v.maxLength(limits.loginValue))), {})
})
export type ConnectLink = v.InferOutput<typeof connectLinkSchema>

/** Where the person wants to be brought; without a message, to the end. */
export interface WantedPlace {
  serverId: ServerId
  conversationId: ConversationId
  messageId: MessageId | null
}

export type AppCommand =
  | 'settings'
  | 'quick-switcher'
  | 'quick-message'
  | 'search'
  | 'add-server'
  | 'transfers'
  | 'threads'
  | 'inspector'
  | 'shortcuts'
  | 'about'
  | 'debug-report'

const empty = v.strictObject({})

export const appCalls = {
  ...keepingCalls,
  ...dataCalls,
  ...papersCalls,
  ...dialectCalls,
  ...updateCalls,
  ...fileAppCalls,
  ...bootCalls,
  ...diagnosticsCalls,
  /** The page listens: it is told what it missed since its port was handed out, and what waited for it (links). */
  windowReady: call(empty).returns<null>(),
  changeSettings: call(settingsPatchSchema).returns<Settings>(),
  /** Starts the embedded server if it is off. */
  startHosting: call(v.strictObject({ shared: v.boolean() })).returns<Hosting>(),
  stopHosting: call(empty).returns<null>(),
  hostingState: call(empty).returns<Hosting>(),
  /** Opens http, https and mailto in the system's program; anything else is refused. */
  openExternal: call(
    v.strictObject({ url: v.pipe(v.string(), v.maxLength(limits.address)) })
  ).returns<null>(),
  copyText: call(
    v.strictObject({ text: v.pipe(v.string(), v.maxLength(100_000)) })
  ).returns<null>(),
  /** Asks for a place and writes a JSON file there; answers with its name, null where it was not wanted after all. */
  saveText: call(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u)),
      text: v.pipe(v.string(), v.maxLength(64_000_000))
    })
  ).returns<{ name: string | null }>(),
  /** What is inside the app, by name, with its terms. */
  licences: call(empty).returns<Licence[]>(),
  /** While on, `processesMeasured` comes once a second. */
  watchProcesses: call(v.strictObject({ on: v.boolean() })).returns<null>(),
  /** The window asks something of store or network: main looks closely whether they answer. At most every few seconds. */
  windowWorks: call(empty).returns<null>(),
  /** The quick message that the global keys asked for is written or given up: the app goes back where it was. */
  quickMessageDone: call(empty).returns<null>(),
  /** The system's network came or went, or costs by the byte, as the window hears of it. */
  networkChanged: call(
    v.strictObject({ online: v.boolean(), metered: v.optional(v.boolean(), false) })
  ).returns<null>(),
  /** Starts a process again that was given up. */
  restartProcess: call(
    v.strictObject({ name: v.picklist(['store', 'network', 'host']) })
  ).returns<null>()
}
export type AppCalls = typeof appCalls

export interface AppEvents {
  settingsChanged: { settings: Settings; language: 'en' | 'it' }
  hostingChanged: Hosting
  processChanged: ProcessChange
  processesMeasured: { readings: ThreadReading[] }
  linkOpened: ConnectLink
  /** A `filo:` link was opened that says nothing that Filo understands. */
  linkRefused: null
  /** A backup was opened from outside: it stands in the data's state, and the person is to be asked. */
  backupOffered: null
  /** Filo ends: what is being written is kept now, while there is a store to keep it. */
  ending: null
  /** The person wants to see this message: from a notification, the tray or a menu. */
  placeWanted: WantedPlace
  /** What was written into a notification could not be sent: it is the person's to try again. */
  answerReturned: {
    serverId: ServerId
    conversationId: ConversationId
    text: string
    failure: Failure
  }
  keepingChanged: Keeping
  dataChanged: DataState
  dialectErrand: DialectErrand
  fileErrand: FileErrand
  papersChanged: PapersState | null
  updatesChanged: UpdateState
  /** More of it was found to be wrong. */
  policyChanged: PolicyView
  /** Something ended by itself; the latest first. */
  crashesChanged: Crash[]
  /** A menu entry or system shortcut chose something that the window does. */
  commandChosen: { command: AppCommand }
  desktopChanged: DesktopState
}
