// Runs work on the database file in a short-lived thread: SQLite blocks whoever asks it.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { StoreOpenProgress } from '../../../src-preload/contract/vault.ts'
import type { Checked, CheckRequest } from './check.ts'
import { sizeOf } from './disk.ts'
import type { RunStep } from './prepare.ts'
import type { Step, StepProgress, StepRequest } from './step.ts'

export type FileTask =
  { kind: 'step'; request: StepRequest } | { kind: 'check'; request: CheckRequest }

export type FileTaskNews =
  | { kind: 'progress'; progress: StepProgress }
  | { kind: 'stepped'; step: Step }
  | { kind: 'checked'; checked: Checked }

const WATCH_EVERY_MS = 250

export interface FileThread {
  runStep: RunStep
  runCheck: (request: CheckRequest) => Promise<Checked>
}

/** Threads of the bundled `file.thread.cjs` in `dir`; each ends, and lets go of the file, before the answer. */
export function fileThread(dir: string): FileThread {
  const start = (task: FileTask): Worker =>
    new Worker(join(dir, 'file.thread.cjs'), { workerData: task, name: 'file' })
  return {
    runStep: async (request, tell) => {
      const watch = new Watch(tell)
      try {
        const last = await lastNews(start({ kind: 'step', request }), (news) => {
          if (news.kind === 'progress') watch.follow(news.progress)
        })
        if (last?.kind === 'stepped') return last.step
        return { kind: 'refused', failure: { code: 'internal', retry: true } }
      } finally {
        watch.close()
      }
    },
    runCheck: async (request) => {
      const last = await lastNews(start({ kind: 'check', request }), () => undefined)
      return last?.kind === 'checked' ? last.checked : { problems: 0, isComplete: false }
    }
  }
}

/** The last thing that a thread said, once it has ended; null if it failed. */
function lastNews(
  worker: Worker,
  hear: (news: FileTaskNews) => void
): Promise<FileTaskNews | null> {
  return new Promise((resolve) => {
    let last: FileTaskNews | null = null
    worker.on('message', (news: FileTaskNews) => {
      last = news
      hear(news)
    })
    worker.on('error', () => (last = null))
    worker.on('exit', () => resolve(last))
  })
}

/** Looks at a growing file, since SQLite says nothing while it copies. */
class Watch {
  readonly #tell: (progress: StoreOpenProgress) => void
  #timer: NodeJS.Timeout | null = null

  constructor(tell: (progress: StoreOpenProgress) => void) {
    this.#tell = tell
  }

  follow({ watch, ...progress }: StepProgress): void {
    this.close()
    this.#tell(progress)
    if (watch === undefined) return
    this.#timer = setInterval(() => {
      this.#tell({ ...progress, done: Math.min(sizeOf(watch), progress.total) })
    }, WATCH_EVERY_MS)
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}
