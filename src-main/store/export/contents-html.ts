// The page of contents: every server, its conversations, and the pages of each.
import { escaped } from './escape.ts'
import { pageEnd, pageStart } from './page-frame.ts'
import type { PageWords } from './page-words.ts'
import type { Chapter } from './read-export.ts'

/** A conversation that was written, with its pages. */
export interface WrittenChapter {
  chapter: Chapter
  /** The times are ms. */
  pages: { name: string; from: number; to: number }[]
}

export interface Contents {
  title: string
  /** ms since 1970. */
  exportedAt: number
  words: PageWords
}

export function contentsHtml(
  { title, exportedAt, words }: Contents,
  chapters: readonly WrittenChapter[]
): string {
  const count = chapters.reduce((sum, { chapter }) => sum + chapter.messages, 0)
  const start = pageStart({
    language: words.language,
    title,
    lines: [
      words.t('page.exported', { date: words.full(exportedAt) }),
      words.t('page.messages', { count })
    ],
    ways: []
  })
  const servers = [...new Set(chapters.map(({ chapter }) => chapter.server))]
  const sections = servers.map((server) => {
    const own = chapters.filter(({ chapter }) => chapter.server === server)
    const items = own.map((written) => chapterHtml(written, words)).join('')
    return (
      `<section><h2><bdi>${escaped(server.name)}</bdi></h2>` +
      `<p class="meta">${escaped(server.address)}</p><ul class="contents">${items}</ul></section>\n`
    )
  })
  return start + sections.join('') + pageEnd([])
}

function chapterHtml({ chapter, pages }: WrittenChapter, words: PageWords): string {
  const title = `<bdi>${escaped(chapter.conversation.title)}</bdi>`
  const [first] = pages
  const last = pages.at(-1)
  if (!first || !last) {
    return `<li>${title} <span class="meta">${escaped(words.t('page.none'))}</span></li>`
  }
  const count = words.t('page.messages', { count: chapter.messages })
  const span = spanOf({ from: first.from, to: last.to }, words)
  return (
    `<li><a href="${escaped(first.name)}">${title}</a> ` +
    `<span class="meta">${escaped(`${count}, ${span}`)}</span>${pagesHtml(pages, words)}</li>`
  )
}

function pagesHtml(pages: WrittenChapter['pages'], words: PageWords): string {
  if (pages.length < 2) return ''
  const items = pages.map(
    (page) => `<li><a href="${escaped(page.name)}">${escaped(spanOf(page, words))}</a></li>`
  )
  return `<ul class="pages">${items.join('')}</ul>`
}

function spanOf({ from, to }: { from: number; to: number }, words: PageWords): string {
  const [first, last] = [words.date(from), words.date(to)]
  return first === last ? first : `${first} – ${last}`
}
