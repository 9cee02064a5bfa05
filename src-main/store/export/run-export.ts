// Runs one export from beginning to end: one snapshot of the database, read in slices, written to a draft.
import type { ExportFormat, ExportScope } from '../../../src-preload/contract/data-calls.ts'
import { DraftFile } from '../archive/draft-file.ts'
import { stopIfCancelled, type JobWatch } from '../archive/job.ts'
import { makeBodyMaker } from '../body.ts'
import type { StoreDatabase } from '../database.ts'
import { EXPORT_FORMAT, EXPORT_VERSION } from './export-schema.ts'
import { PageWords, type PageLanguage } from './page-words.ts'
import { exportedTime, readChapters, type Chapter } from './read-export.ts'
import { jsonPieces } from './write-json.ts'
import { writePages } from './write-pages.ts'

export interface ExportJob {
  scope: ExportScope
  format: ExportFormat
  /** Absolute path of the file, or of the folder for pages: nothing may be there then. */
  path: string
  language: PageLanguage
  /** Filo's own version. */
  app: string
  /** ms since 1970. */
  now: number
}

/** Answers with how many messages were written; null where the scope is not there any more. */
export function runExport(db: StoreDatabase, job: ExportJob, watch: JobWatch): number | null {
  // One read transaction: what is written is how it was at one moment, whatever comes meanwhile.
  return db.snapshot(() => {
    const chapters = readChapters(db, job.scope)
    if (chapters.length === 0 && job.scope.of !== 'everything') return null
    const total = chapters.reduce((sum, chapter) => sum + chapter.messages, 0)
    let done = 0
    const onSlice = (messages: number): void => {
      done += messages
      watch.onProgress({ step: 'writing', done, total })
      stopIfCancelled(watch)
    }
    watch.onProgress({ step: 'writing', done, total })
    if (job.format === 'json') writeJson(db, job, { chapters, onSlice })
    else writeWeb(db, job, { chapters, onSlice })
    return done
  })
}

interface Content {
  chapters: readonly Chapter[]
  onSlice: (messages: number) => void
}

function writeJson(db: StoreDatabase, job: ExportJob, { chapters, onSlice }: Content): void {
  const file = new DraftFile(job.path)
  const head = {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    app: job.app,
    exportedAt: exportedTime(job.now),
    scope: job.scope.of
  } as const
  try {
    for (const piece of jsonPieces(db, { head, chapters, onSlice })) file.write(piece)
    file.keep()
  } catch (error) {
    file.discard()
    throw error
  }
}

function writeWeb(db: StoreDatabase, job: ExportJob, { chapters, onSlice }: Content): void {
  const words = new PageWords(job.language)
  writePages(db, {
    path: job.path,
    title: titleOf(job.scope, chapters) ?? words.t('page.everything'),
    exportedAt: job.now,
    chapters: chapters,
    words,
    bodyOf: makeBodyMaker(),
    onSlice
  })
}

function titleOf(scope: ExportScope, [first]: readonly Chapter[]): string | null {
  if (scope.of === 'everything' || !first) return null
  return scope.of === 'server' ? first.server.name : first.conversation.title
}
