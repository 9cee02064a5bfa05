// Draws one message as HTML, with what stands above it: the day, a gap, the author.
import { assertNever } from '../../base/assert-never.ts'
import type { BodyMaker } from '../queries/messages-read.ts'
import { blocksHtml } from './body-html.ts'
import { escaped } from './escape.ts'
import type { ExportedMessage } from './export-schema.ts'
import type { PageWords } from './page-words.ts'

/** Messages of one author within this span stand as one group, ms: as in the window. */
const GROUP_MS = 300_000
const HUES = 8
/** Names that a reaction shows; more are counted. */
const NAMES_SHOWN = 20

export interface MessageContext {
  words: PageWords
  bodyOf: BodyMaker
  /** The message above on the same page. */
  before: ExportedMessage | null
  /** Whether messages may be missing just above. */
  hasGap: boolean
  /** Whether a message stands on the same page, so that it can be linked. */
  isHere: (id: number) => boolean
}

/** The message with its dividers. */
export function messageHtml(message: ExportedMessage, context: MessageContext): string {
  const { words, before, hasGap } = context
  const day = words.day(message.time.ms)
  const startsDay = before === null || words.day(before.time.ms) !== day
  const isHead = startsDay || hasGap || !isOneGroup(before, message)
  const dividers = [
    hasGap ? `<p class="gap">${escaped(words.t('gap.open'))}</p>` : '',
    startsDay ? `<h2 class="day">${escaped(day)}</h2>` : ''
  ].join('')
  const author = isHead && !message.notice ? authorHtml(message) : ''
  const { iso, ms } = message.time
  return (
    `${dividers}<article class="message${isHead ? ' head' : ''}" id="m${message.id}">` +
    `<time datetime="${iso}" title="${escaped(words.full(ms))}">${escaped(words.clock(ms))}</time>` +
    `<div class="said">${author}${contentHtml(message, context)}</div></article>\n`
  )
}

function isOneGroup(before: ExportedMessage | null, message: ExportedMessage): boolean {
  return (
    before !== null &&
    before.own === message.own &&
    before.notice === message.notice &&
    before.author.name === message.author.name &&
    Math.abs(message.time.ms - before.time.ms) < GROUP_MS
  )
}

function authorHtml({ author }: ExportedMessage): string {
  return `<bdi class="author h${hueOf(author.name)}">${escaped(author.name)}</bdi>`
}

// The same colour for the same name, as the window has it.
function hueOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at += 1)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % HUES
}

function contentHtml(message: ExportedMessage, context: MessageContext): string {
  if (message.notice) return `<p class="text notice" dir="auto">${escaped(message.text)}</p>`
  return [
    quoteHtml(message.reply, context),
    textHtml(message, context),
    filesHtml(message.files),
    marksHtml(message, context.words),
    reactionsHtml(message.reactions)
  ].join('')
}

function textHtml(message: ExportedMessage, { words, bodyOf }: MessageContext): string {
  if (message.deleted) return `<p class="deleted">${escaped(words.t('message.deleted'))}</p>`
  if (message.text === '' && message.files.length > 0) return ''
  const { blocks, emojiOnly } = bodyOf(message.text)
  const isBig = emojiOnly > 0 && emojiOnly <= 6
  return `<div class="text${isBig ? ' big' : ''}">${blocksHtml(blocks)}</div>`
}

// Names and sizes alone: the files themselves are not in the export.
function filesHtml(files: ExportedMessage['files']): string {
  if (files.length === 0) return ''
  const items = files.map(({ name, size }) => {
    const told = size === null ? '' : ` <span class="meta">${bytes(size)}</span>`
    return `<li><bdi>${escaped(name)}</bdi>${told}</li>`
  })
  return `<ul class="files">${items.join('')}</ul>`
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** 1.2 MB */
function bytes(count: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(count || 1) / 3)))
  const value = count / 1000 ** unit
  return `${value.toFixed(unit > 0 && value < 10 ? 1 : 0)} ${UNITS[unit] ?? ''}`
}

function quoteHtml(reply: ExportedMessage['reply'], { isHere }: MessageContext): string {
  if (!reply) return ''
  const content = `<bdi><b>${escaped(reply.author)}</b></bdi> <span dir="auto">${escaped(reply.text)}</span>`
  return reply.id !== null && isHere(reply.id)
    ? `<a class="quote" href="#m${reply.id}">${content}</a>`
    : `<div class="quote">${content}</div>`
}

function marksHtml(message: ExportedMessage, words: PageWords): string {
  const marks = [
    message.edited && !message.deleted ? mark(words.t('message.edited'), false) : '',
    stateHtml(message.state, words)
  ]
  return marks.filter(Boolean).join(' ')
}

// What arrived needs no word; what did not, or may not have, says so.
function stateHtml(state: ExportedMessage['state'], words: PageWords): string {
  switch (state) {
    case null:
    case 'sent':
    case 'delivered':
    case 'read':
      return ''
    case 'queued':
    case 'sending':
      return mark(words.t(`mark.${state}`), false)
    case 'failed':
    case 'unconfirmed':
      return mark(words.t(`mark.${state}`), true)
    default:
      return assertNever(state)
  }
}

function mark(words: string, isBad: boolean): string {
  return `<span class="mark${isBad ? ' bad' : ''}">${escaped(words)}</span>`
}

function reactionsHtml(reactions: ExportedMessage['reactions']): string {
  if (reactions.length === 0) return ''
  const items = reactions.map(({ emoji, people }) => {
    const names = people
      .slice(0, NAMES_SHOWN)
      .map((one) => one.name)
      .filter(Boolean)
      .join(', ')
    const isMine = people.some((one) => one.own)
    return `<li title="${escaped(names)}"${isMine ? ' class="mine"' : ''}>${escaped(emoji)} ${people.length}</li>`
  })
  return `<ul class="reactions">${items.join('')}</ul>`
}
