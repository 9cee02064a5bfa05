// Loaded before anything else in a process: sets its wall clock, and its threads', off by what a file says.
import { readFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { isMainThread, type Worker } from 'node:worker_threads'

/** The file is looked at this often at most, ms of a clock that never jumps. */
const LOOK_MS = 10

const path = process.env['FILO_CLOCK_FILE']
const RealDate = Date
let offMs = 0
let lookedAt = Number.NEGATIVE_INFINITY

function shiftedNow(): number {
  if (path !== undefined && performance.now() - lookedAt > LOOK_MS) {
    lookedAt = performance.now()
    offMs = readOffset(path)
  }
  return RealDate.now() + offMs
}

// The file is replaced while we read: half a number is no number.
function readOffset(from: string): number {
  try {
    const read = Number(readFileSync(from, 'utf8'))
    return Number.isFinite(read) ? read : offMs
  } catch {
    return offMs
  }
}

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(shiftedNow())
    else super(...(given as [number])) // whatever Date takes
  }

  static override now(): number {
    return shiftedNow()
  }
}

// Threads have a Date of their own: each loads this file first, too.
function shiftThreads(): void {
  const load = createRequire(import.meta.url)
  const threads = load('node:worker_threads') as { Worker: typeof Worker }
  const RealWorker = threads.Worker
  class ShiftedWorker extends RealWorker {
    constructor(...[file, options]: ConstructorParameters<typeof RealWorker>) {
      super(file, { ...options, execArgv: ['--import', import.meta.url] })
    }
  }
  Object.assign(threads, { Worker: ShiftedWorker })
  syncBuiltinESMExports()
}

globalThis.Date = ShiftedDate as DateConstructor // the same but for the time
if (isMainThread) shiftThreads()
