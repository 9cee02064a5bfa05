// What can be told of trouble: crashes that were noted here, and the debug report that the person may save.
import * as v from 'valibot'
import { call } from './rpc.ts'

/** How a part of Filo ended; the window holds a sentence for each. */
export const crashKinds = [
  'crashed',
  'killed',
  'exited',
  'hung',
  'out-of-memory',
  'did-not-start'
] as const
export type CrashKind = (typeof crashKinds)[number]

/** What ended: a process, or a thread of the network process. */
export const crashParts = [
  'main',
  'window',
  'store',
  'network',
  'host',
  'restore',
  'gpu',
  'other',
  'receiver',
  'sender',
  'monitor',
  'transfers'
] as const
export type CrashPart = (typeof crashParts)[number]

/** A crash that was noted, a dump that lies here, or both. */
export interface Crash {
  id: string
  /** ms since 1970. */
  at: number
  part: CrashPart
  kind: CrashKind
  /** By what the system names how it ended; null where it did not say. */
  code: number | null
  /** Bytes of its dump; null where there is none. A dump is memory: it can hold anything that was shown. */
  dumpBytes: number | null
}

/** The parts of a report, in the order in which they stand in it. */
export const reportParts = [
  'system',
  'processes',
  'settings',
  'contents',
  'connections',
  'crashes',
  'log'
] as const
export type ReportPart = (typeof reportParts)[number]

/** What would be saved, to the letter. */
export interface Report {
  id: string
  parts: { name: ReportPart; text: string }[]
  /** Those with a dump, the latest first. */
  dumps: Crash[]
}

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,60}$/))

/** What of a report that was prepared is to be saved. */
const reportChoiceSchema = v.strictObject({
  id,
  parts: v.pipe(v.array(v.picklist(reportParts)), v.maxLength(reportParts.length)),
  /** Ids of crashes whose dumps go along. */
  dumps: v.pipe(v.array(id), v.maxLength(50))
})
export type ReportChoice = v.InferOutput<typeof reportChoiceSchema>

export const diagnosticsCalls = {
  /** The latest first. */
  crashes: call(v.strictObject({})).returns<Crash[]>(),
  /** Forgets crashes and removes their dumps; answers with what is left. */
  deleteCrashes: call(v.strictObject({ ids: v.pipe(v.array(id), v.maxLength(200)) })).returns<
    Crash[]
  >(),
  /** Puts a report together and keeps it until the next one. */
  prepareReport: call(v.strictObject({})).returns<Report>(),
  /**
   * Asks for a place and writes those parts of the report that was prepared: one text, or with dumps one zip.
   * Answers with the file's name, null where it was not wanted after all.
   */
  saveReport: call(reportChoiceSchema).returns<{ name: string | null }>(),
  /** Shows the folder with the log in the system's file manager. */
  showLogs: call(v.strictObject({})).returns<null>(),
  /** Something in the page threw and nobody caught it: its kind, and where in the page's own files. */
  pageTroubled: call(
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(40)),
      places: v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^[\w.-]{1,60}\.js:\d{1,7}:\d{1,7}$/))),
        v.maxLength(3)
      )
    })
  ).returns<null>()
}
export type DiagnosticsCalls = typeof diagnosticsCalls
