// Makes a database file ready to be opened: finishes what was begun, then one step after the other.
import { existsSync } from 'node:fs'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { StoreOpenProgress } from '../../../src-preload/contract/vault.ts'
import { schemaSteps } from '../schema/steps.ts'
import { removeDatabase, sizeOf } from './disk.ts'
import { namesOf, type FileNames } from './names.ts'
import { changeNotes, printOf, readNotes } from './notes.ts'
import type { Step, StepRequest, TellProgress } from './step.ts'
import { finishSwap } from './swap.ts'

/** Salvage, then a new key, then a migration, and one to spare. */
const MOST_STEPS = 5

export interface PrepareOptions {
  path: string
  /** What it is under; null is a plain file. */
  key: string | null
  /** What it shall be under: 'plain' for no key, null for no change. */
  nextKey: string | null
  /** Whether a file of a newer schema may give way to the one before its migration. */
  mayGoBack?: boolean
  /** ms since 1970. */
  now: number
  runStep: RunStep
  tell: (progress: StoreOpenProgress) => void
}

/** Does a step where it stops nobody, and lets go of the file before it answers. */
export type RunStep = (request: StepRequest, tell: TellProgress) => Promise<Step>

export interface PreparedFile {
  names: FileNames
  /** What to open it with. */
  key: string | null
  isNext: boolean
  /** Whether its last user ended without closing it. */
  wasLeftOpen: boolean
}

/** Answers when the file can be opened; a refusal leaves everything as it was. */
export async function prepareFile(options: PrepareOptions): Promise<Result<PreparedFile>> {
  const names = namesOf(options.path)
  const { key, nextKey, now, mayGoBack = false } = options
  const wanted = nextKey === null ? key : nextKey === 'plain' ? null : nextKey
  const wasLeftOpen = sizeOf(`${names.path}-wal`) > 0
  const ready = { names, key: wanted, isNext: nextKey !== null, wasLeftOpen }
  for (let count = 0; count < MOST_STEPS; count++) {
    finishSwap(names)
    if (!existsSync(names.path)) removeDatabase(names.path)
    if (isReady(names, wanted)) return done(ready)
    const request = { path: names.path, key, wanted, now, mayGoBack }
    const step = await options.runStep(request, options.tell)
    if (step.kind === 'refused') return { ok: false, failure: step.failure }
    if (step.kind === 'ready') return done(ready)
  }
  return refuse('internal', undefined, true)
}

// Known without opening it, so that an ordinary start costs no thread.
function isReady(names: FileNames, wanted: string | null): boolean {
  if (sizeOf(names.path) === 0) return true
  const { schema, keyPrint, needsRepair } = readNotes(names)
  return !needsRepair && schema === schemaSteps.length && keyPrint === printOf(wanted)
}

/** It is open and whole: the next start trusts this. */
export function noteOpen(names: FileNames, key: string | null): void {
  changeNotes(names, { schema: schemaSteps.length, keyPrint: printOf(key) })
}

/** It did not open as the notes promised: the next look is a close one. */
export function distrust(names: FileNames, code: string): void {
  const isOpenable = code.startsWith('SQLITE_CORRUPT')
  changeNotes(names, isOpenable ? { needsRepair: true } : { schema: null })
}
