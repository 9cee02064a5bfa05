// The frame of every exported page: head with policy and style, title, ways to the other pages.
import { escaped } from './escape.ts'
import { PAGE_POLICY, PAGE_STYLE } from './page-style.ts'
import type { PageLanguage } from './page-words.ts'

export interface PageHead {
  language: PageLanguage
  title: string
  /** Lines below the title, each escaped here. */
  lines: readonly string[]
  ways: readonly Way[]
}

/** A link to another page of the same export. */
export interface Way {
  href: string
  words: string
}

export function pageStart({ language, title, lines, ways }: PageHead): string {
  return (
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${escaped(PAGE_POLICY)}">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">' +
    `<title>${escaped(title)}</title><style>${PAGE_STYLE}</style></head>\n<body><header>${waysHtml(ways)}` +
    `<h1><bdi>${escaped(title)}</bdi></h1>` +
    lines.map((line) => `<p class="meta" dir="auto">${escaped(line)}</p>`).join('') +
    '</header><main>\n'
  )
}

export function pageEnd(ways: readonly Way[]): string {
  return `</main><footer>${waysHtml(ways)}</footer></body></html>\n`
}

function waysHtml(ways: readonly Way[]): string {
  if (ways.length === 0) return ''
  return `<nav>${ways.map((way) => `<a href="${escaped(way.href)}">${escaped(way.words)}</a>`).join('')}</nav>`
}
