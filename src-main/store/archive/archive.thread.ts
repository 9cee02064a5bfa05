// Entry of the thread that exports and backs up: reads the database by a connection of its own, then ends.
import { parentPort, workerData } from 'node:worker_threads'
import { describeError, openLog } from '../../base/log.ts'
import type { JobOutcome, JobProgress } from './job.ts'
import { runJob, type ArchiveJob, type ArchiveSource } from './run-job.ts'

/** What the thread is started with. */
export interface ArchiveThreadData {
  source: ArchiveSource
  job: ArchiveJob
  /** One number: not 0 once the job is cancelled. */
  cancelled: SharedArrayBuffer
}

/** What it tells: how far it is, and once how it ended. */
export type ArchiveThreadNews = { progress: JobProgress } | { outcome: JobOutcome }

const TELL_EVERY_MS = 100

const { source, job, cancelled } = workerData as ArchiveThreadData // given by archive-desk.ts
const isCancelled = new Int32Array(cancelled)
let toldAt = 0
const tell = (news: ArchiveThreadNews): void => parentPort?.postMessage(news)

try {
  const outcome = runJob(source, job, {
    onProgress: (progress) => {
      const now = performance.now()
      const isEnd = progress.done === 0 || progress.done === progress.total
      if (!isEnd && now - toldAt < TELL_EVERY_MS) return
      toldAt = now
      tell({ progress })
    },
    isCancelled: () => Atomics.load(isCancelled, 0) !== 0
  })
  tell({ outcome })
} catch (error) {
  openLog('archive').error('job broke', { kind: job.kind, error: describeError(error) })
  tell({ outcome: { kind: 'failed', failure: { code: 'internal', retry: true } } })
}
