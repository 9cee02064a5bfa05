// What main asks of every process it forks, and what they tell it.
import * as v from 'valibot'
import type { BootMark } from '../../src-preload/contract/boot.ts'
import {
  exportFormatSchema,
  exportScopeSchema,
  type DataStep
} from '../../src-preload/contract/data-calls.ts'
import { takenAnswerSchema } from '../../src-preload/contract/dialect-calls.ts'
import type { Failure } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { call } from '../../src-preload/contract/rpc.ts'
import type { RepairReport, StoreOpenProgress } from '../../src-preload/contract/vault.ts'
import type { NetworkFacts, StoreFacts, ThreadEnd } from './facts.ts'
import { storeFileCalls } from './file-calls.ts'
import { noticeCalls, type NoticeEvents } from './notice-calls.ts'
import { storePolicySchema } from './policy.ts'
import { authoritySchema, heldIdentitySchema } from './passage.ts'
import type { Alive, StirEvents } from './work-sign.ts'

/** Which port end main hands to a process, beside the port itself. */
export type PortRole = 'window' | 'store' | 'network'
export interface PortHandover {
  filoPort: PortRole
}

export interface StoreOpened {
  schemaVersion: number
  openedInMs: number
  /** Under which of the two keys the file now is. */
  key: 'current' | 'next'
  /** Answered with every opening until `repairHeard`. */
  repair: RepairReport | null
}

/** How far an export, a backup or a restore has come: messages of an export, bytes of the others. */
export interface ArchiveProgress {
  step: DataStep
  done: number
  /** 0: not known yet. */
  total: number
}

/** What is being written stands beside its place under a name that ends so; a killed process leaves it. */
export const DRAFT_END = '.filo-draft'

/** How an export or a backup ended well: whole under its name, or not there at all. */
export type ArchiveEnd = { end: 'done'; messages: number } | { end: 'cancelled' }

export interface StoreProcessEvents extends NoticeEvents, StirEvents {
  archiveProgress: ArchiveProgress
  openProgress: StoreOpenProgress
  /** The file is damaged: nothing more is written; the next opening repairs it. */
  damageFound: { problems: number }
}

const writtenPath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

const serverId = v.pipe(v.string(), v.uuid())

/** A dialect file: its name and what is in it. */
const dialectFileSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(200)),
  text: v.pipe(v.string(), v.maxLength(limits.dialectBytes))
})
export type DialectFile = v.InferOutput<typeof dialectFileSchema>

/** A dialect that was taken in or given out. */
export interface DialectPassed {
  dialectId: string
  name: string
}

const fileKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

export const storeProcessCalls = {
  ...noticeCalls,
  /**
   * Opens the database; must be the first call, and may take minutes (copy, migrate, repair). Times are
   * ms, paths absolute. Keys are 64 hex digits; `key` null is a plain file. With `nextKey` the file goes
   * from the first to the second ('plain': to no key at all), and `key` in the answer says that it has;
   * null changes nothing. With `mayGoBack`, a file of a newer schema is put aside for the one before its migration.
   */
  open: call(
    v.object({
      path: v.string(),
      key: v.nullable(fileKey),
      nextKey: v.nullable(v.union([fileKey, v.literal('plain')])),
      mayGoBack: v.exactOptional(v.boolean()),
      /** What an organisation has set: from now on what would undo it is refused (`set-by-policy`). */
      policy: v.exactOptional(v.nullable(storePolicySchema))
    })
  ).returns<StoreOpened>(),
  /** Papers that main has read from files of the person's choice; the server is connected anew. */
  keepAuthority: call(v.object({ serverId, authority: authoritySchema })).returns<null>(),
  keepIdentity: call(v.object({ serverId, identity: heldIdentitySchema })).returns<null>(),
  /** Main has written the report of this time down: it is not answered any more. */
  repairHeard: call(v.object({ at: v.number() })).returns<null>(),
  /**
   * Writes messages to a file or, for pages, a folder that is not there yet; answers when it is done.
   * `path` is absolute and was chosen in main's own dialog. One export or backup at a time.
   */
  exportMessages: call(
    v.object({
      scope: exportScopeSchema,
      format: exportFormatSchema,
      path: writtenPath,
      language: v.picklist(['en', 'it']),
      app: v.string()
    })
  ).returns<ArchiveEnd>(),
  /** Writes an encrypted copy of everything; the same holds. */
  backUp: call(
    v.object({
      path: writtenPath,
      passphrase: v.pipe(
        v.string(),
        v.minLength(limits.backupPassphraseLeast),
        v.maxLength(limits.backupPassphrase)
      ),
      app: v.string(),
      settings: v.record(v.string(), v.unknown()),
      /** The person's own dialects, as the network process gave them. */
      dialects: v.array(dialectFileSchema)
    })
  ).returns<ArchiveEnd>(),
  cancelArchive: call(v.object({})).returns<null>(),
  ...storeFileCalls,
  /** For a debug report. */
  facts: call(v.object({})).returns<StoreFacts>(),
  /** The moments of its start. */
  bootMarks: call(v.object({})).returns<BootMark[]>(),
  ping: call(v.object({})).returns<Alive>(),
  /** Finishes what is under way and closes the file. */
  close: call(v.object({})).returns<null>()
}
export type StoreProcessCalls = typeof storeProcessCalls

export interface NetworkOpened {
  threads: string[]
  refusedPresets: { place: number; failure: Failure }[]
}

export const networkProcessCalls = {
  /**
   * Starts the threads; `dialectsDir` holds the person's own dialect files, `presets` are documents that an
   * organisation has set and nobody can change. Answers which of them are no dialects, by their place.
   */
  open: call(
    v.object({
      dialectsDir: v.nullable(v.string()),
      language: v.picklist(['en', 'it']),
      presets: v.exactOptional(v.array(v.record(v.string(), v.unknown())))
    })
  ).returns<NetworkOpened>(),
  ping: call(v.object({})).returns<Alive>(),
  /** The system woke up or its network changed: probe every connection whatever it says of itself. */
  wake: call(
    v.object({ cause: v.picklist(['resume', 'online', 'offline', 'unlock']) })
  ).returns<null>(),
  /** How files move, as the person set it. */
  setTransferRules: call(
    v.object({
      upRate: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
      downRate: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
      /** Bytes of the largest image that is fetched by itself; 0: none is. */
      autoBytes: v.pipe(v.number(), v.integer(), v.minValue(0))
    })
  ).returns<null>(),
  /**
   * Reads, checks and keeps the dialect in a file; `path` is absolute and was chosen in main's own dialog.
   * Refuses with `dialect-taken` (`id`, `name`, `mayReplace` 0 or 1) where its id is another's and `taken` is `ask`.
   */
  importDialect: call(
    v.object({ path: writtenPath, taken: takenAnswerSchema })
  ).returns<DialectPassed>(),
  exportDialect: call(
    v.object({ path: writtenPath, dialectId: v.pipe(v.string(), v.maxLength(80)) })
  ).returns<DialectPassed>(),
  /** What a dialect is called; refuses with `not-found`. */
  nameOfDialect: call(
    v.object({ dialectId: v.pipe(v.string(), v.maxLength(80)) })
  ).returns<DialectPassed>(),
  /** The files of own and learned dialects, for a backup. */
  dialectFiles: call(v.object({})).returns<DialectFile[]>(),
  /** Takes in those of a backup; one of the same id that differs stays under another. */
  takeDialects: call(v.object({ files: v.array(dialectFileSchema) })).returns<null>(),
  /** For a debug report. */
  facts: call(v.object({})).returns<NetworkFacts>(),
  /** The moments of its start. */
  bootMarks: call(v.object({})).returns<BootMark[]>(),
  close: call(v.object({})).returns<null>()
}
export type NetworkProcessCalls = typeof networkProcessCalls

export interface NetworkProcessEvents extends StirEvents {
  threadEnded: ThreadEnd
}

/** What the network process asks main for. */
export const mainForNetworkCalls = {
  /** By which proxies a URL is reached, in the words of a PAC script: `PROXY a:1; SOCKS5 b:2; DIRECT`. */
  resolveProxy: call(
    v.object({ url: v.pipe(v.string(), v.maxLength(limits.address), v.url()) })
  ).returns<{ list: string }>()
}
export type MainForNetworkCalls = typeof mainForNetworkCalls
