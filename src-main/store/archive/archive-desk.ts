// The store's side of exports and backups: one job at a time, in a thread, so that commits go on meanwhile.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describeError, openLog } from '../../base/log.ts'
import { snapshotName } from '../backup/snapshot.ts'
import type { ArchiveThreadData, ArchiveThreadNews } from './archive.thread.ts'
import type { JobOutcome, JobProgress } from './job.ts'
import type { ArchiveJob, ArchiveSource } from './run-job.ts'

const log = openLog('archive')

export interface ArchiveDeskOptions {
  source: ArchiveSource
  /** Where `archive.thread.cjs` lies. */
  threadDir: string
  onProgress: (progress: JobProgress) => void
}

export class ArchiveDesk {
  readonly #options: ArchiveDeskOptions
  #cancel: (() => void) | null = null

  /** A copy that a killed process left is removed. */
  constructor(options: ArchiveDeskOptions) {
    this.#options = options
    for (const end of ['', '-journal', '-wal', '-shm']) {
      rmSync(snapshotName(options.source.path) + end, { force: true })
    }
  }

  /** Runs it; null where another one is running. */
  run(job: ArchiveJob): Promise<JobOutcome> | null {
    if (this.#cancel) return null
    const cancelled = new SharedArrayBuffer(4)
    const { source, threadDir, onProgress } = this.#options
    const data: ArchiveThreadData = { source, job, cancelled }
    const worker = new Worker(join(threadDir, 'archive.thread.cjs'), {
      workerData: data,
      name: 'archive'
    })
    this.#cancel = () => void Atomics.store(new Int32Array(cancelled), 0, 1)
    return this.#follow(worker, onProgress).finally(() => (this.#cancel = null))
  }

  /** The running job ends soon, without leaving anything behind. */
  cancel(): void {
    this.#cancel?.()
  }

  #follow(worker: Worker, onProgress: (progress: JobProgress) => void): Promise<JobOutcome> {
    return new Promise((resolve) => {
      let outcome: JobOutcome = { kind: 'failed', failure: { code: 'internal', retry: true } }
      worker.on('message', (news: ArchiveThreadNews) => {
        if ('progress' in news) onProgress(news.progress)
        else outcome = news.outcome
      })
      worker.on('error', (error) => log.error('thread failed', { error: describeError(error) }))
      // Only then has it let go of its files.
      worker.on('exit', () => resolve(outcome))
    })
  }
}
