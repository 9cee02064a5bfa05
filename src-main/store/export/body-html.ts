// Draws a message's tree as HTML: the same blocks that the window draws, every word escaped.
import type { Block, Inline } from '../../../src-preload/contract/body.ts'
import { assertNever } from '../../base/assert-never.ts'
import { escaped } from './escape.ts'

export function blocksHtml(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join('')
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p dir="auto">${inlinesHtml(block.children)}</p>`
    case 'heading':
      return `<p dir="auto" class="heading level-${block.level}">${inlinesHtml(block.children)}</p>`
    case 'code':
      return `<pre tabindex="0" data-language="${escaped(block.language)}"><code>${escaped(block.text)}</code></pre>`
    case 'quote':
      return `<blockquote>${blocksHtml(block.children)}</blockquote>`
    case 'list':
      return listHtml(block)
    case 'rule':
      return '<hr>'
    default:
      return assertNever(block)
  }
}

function listHtml({ ordered, start, items }: Extract<Block, { kind: 'list' }>): string {
  const rows = items.map((item) => `<li>${blocksHtml(item)}</li>`).join('')
  // A whole number by the parser's word; a stranger's digits may still be too many for one.
  return ordered ? `<ol start="${Number(start)}">${rows}</ol>` : `<ul>${rows}</ul>`
}

function inlinesHtml(inlines: readonly Inline[]): string {
  return inlines.map(inlineHtml).join('')
}

const tags = { strong: 'strong', emphasis: 'em', strike: 's' } as const

function inlineHtml(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return escaped(inline.text)
    case 'code':
      return `<code>${escaped(inline.text)}</code>`
    case 'break':
      return '<br>'
    case 'link':
      return linkHtml(inline)
    case 'strong':
    case 'emphasis':
    case 'strike': {
      const tag = tags[inline.kind]
      return `<${tag}>${inlinesHtml(inline.children)}</${tag}>`
    }
    default:
      return assertNever(inline)
  }
}

// Where the words are not the address, the styles show where it leads: the words may lie.
function linkHtml({ href, children }: Extract<Inline, { kind: 'link' }>): string {
  const words = plainText(children)
  const isHonest = words === href || `${words}/` === href || href === `mailto:${words}`
  const host = isHonest ? '' : ` data-to="${escaped(hostOf(href))}"`
  return `<a href="${escaped(href)}" rel="noopener noreferrer nofollow"${host}>${inlinesHtml(children)}</a>`
}

function hostOf(href: string): string {
  const { host, pathname } = new URL(href)
  return host || pathname
}

function plainText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) =>
      'children' in inline ? plainText(inline.children) : 'text' in inline ? inline.text : ''
    )
    .join('')
}
