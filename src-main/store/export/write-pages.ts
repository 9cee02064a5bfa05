// Writes an export as a folder of pages: some thousand messages to a page at most, and one of contents.
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../base/sync-folder.ts'
import { DraftFile, draftName } from '../archive/draft-file.ts'
import type { StoreDatabase } from '../database.ts'
import type { BodyMaker } from '../queries/messages-read.ts'
import type { ExportedMessage } from './export-schema.ts'
import { contentsHtml, type WrittenChapter } from './contents-html.ts'
import { messageHtml } from './message-html.ts'
import { pageEnd, pageStart, type Way } from './page-frame.ts'
import type { PageWords } from './page-words.ts'
import { readMessages, type Chapter } from './read-export.ts'

/** A page ends at whichever comes first, so that a browser opens it at once. */
const PAGE_MESSAGES = 2_000
const PAGE_CHARACTERS = 1_500_000

export interface PagesExport {
  /** Absolute path of the folder; nothing may be there yet. */
  path: string
  title: string
  /** ms since 1970. */
  exportedAt: number
  chapters: readonly Chapter[]
  words: PageWords
  bodyOf: BodyMaker
  onSlice: (messages: number) => void
}

/** Writes everything under a draft's name, then gives the folder its own; on failure nothing is left. */
export function writePages(db: StoreDatabase, wanted: PagesExport): void {
  const folder = draftName(wanted.path)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  try {
    const written = wanted.chapters.map((chapter) =>
      writeChapter(db, folder, { ...wanted, chapter })
    )
    const index = new DraftFile(join(folder, 'index.html'))
    index.write(contentsHtml(wanted, written))
    index.keep()
    renameSync(folder, wanted.path)
    syncFolder(dirname(wanted.path))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

type ChapterExport = PagesExport & { chapter: Chapter }

function writeChapter(db: StoreDatabase, folder: string, wanted: ChapterExport): WrittenChapter {
  const { chapter, onSlice } = wanted
  const pages = new PageWriter(folder, wanted)
  for (const slice of readMessages(db, chapter.conversation.id)) {
    for (const { position, message } of slice) pages.add(position, message)
    onSlice(slice.length)
  }
  return { chapter, pages: pages.end() }
}

/** One conversation's pages, as many as it takes. */
class PageWriter {
  readonly #folder: string
  readonly #wanted: ChapterExport
  readonly #pages: WrittenChapter['pages'] = []
  #file: DraftFile | null = null
  #ids = new Set<number>()
  #characters = 0
  #before: ExportedMessage | null = null
  #gaps: Chapter['gapPlaces']

  constructor(folder: string, wanted: ChapterExport) {
    this.#folder = folder
    this.#wanted = wanted
    this.#gaps = [...wanted.chapter.gapPlaces]
  }

  add(position: number, message: ExportedMessage): void {
    const isFull = this.#ids.size >= PAGE_MESSAGES || this.#characters >= PAGE_CHARACTERS
    if (isFull) this.#finish(true)
    const file = this.#file ?? this.#begin(message)
    const html = messageHtml(message, {
      words: this.#wanted.words,
      bodyOf: this.#wanted.bodyOf,
      before: this.#before,
      hasGap: this.#passesGap(position),
      isHere: (id) => this.#ids.has(id)
    })
    file.write(html)
    this.#characters += html.length
    this.#ids.add(message.id)
    this.#before = message
    const page = this.#pages.at(-1)
    if (page) page.to = message.time.ms
  }

  /** The pages, all of them on disk. */
  end(): WrittenChapter['pages'] {
    this.#finish(false)
    return this.#pages
  }

  #passesGap(position: number): boolean {
    const passed = this.#gaps.filter((gap) => gap.before <= position)
    if (passed.length > 0) this.#gaps = this.#gaps.slice(passed.length)
    return passed.length > 0
  }

  #begin(first: ExportedMessage): DraftFile {
    const { words, chapter } = this.#wanted
    const number = this.#pages.length + 1
    const name = pageName(chapter, number)
    const file = new DraftFile(join(this.#folder, name))
    const { title, topic } = chapter.conversation
    const place = number === 1 ? [] : [words.t('page.number', { number })]
    file.write(
      pageStart({
        language: words.language,
        title,
        lines: [chapter.server.name, ...(topic === null ? [] : [topic]), ...place],
        ways: this.#ways(number, false)
      })
    )
    this.#pages.push({ name, from: first.time.ms, to: first.time.ms })
    this.#file = file
    this.#ids = new Set()
    this.#characters = 0
    this.#before = null
    return file
  }

  #finish(hasNext: boolean): void {
    this.#file?.write(pageEnd(this.#ways(this.#pages.length, hasNext)))
    this.#file?.keep()
    this.#file = null
  }

  #ways(number: number, hasNext: boolean): Way[] {
    const { words, chapter } = this.#wanted
    const contents = { href: 'index.html', words: words.t('page.contents') }
    const previous = { href: pageName(chapter, number - 1), words: words.t('page.previous') }
    const next = { href: pageName(chapter, number + 1), words: words.t('page.next') }
    return [contents, ...(number > 1 ? [previous] : []), ...(hasNext ? [next] : [])]
  }
}

// A stranger chose the title: only plain letters and digits reach the file's name.
function pageName({ conversation }: Chapter, number: number): string {
  const plain = conversation.title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${plain || 'conversation'}-${conversation.id}-${String(number).padStart(3, '0')}.html`
}
