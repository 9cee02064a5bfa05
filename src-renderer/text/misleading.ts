// Links whose words make somebody expect another place than the one they lead to.

/** What nobody sees, or what shows words in another order than they are read. */
const HIDDEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u
/** All words that are one host with what may stand around it. */
const HOST =
  /^(?:https?:\/\/)?[^\s/?#]*?(?:[\p{L}\p{M}\p{N}-]+[.\u3002\uFF0E\uFF61])+(?:xn--[a-z\d-]+|\p{L}[\p{L}\p{M}]+)\.?(?:[/:?#\\]|$)/iu
/** Addresses among other words. */
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"')\]]+/giu
const MAIL = /^(?:mailto:)?[^\s@/:]+@([^\s@/:]+)$/iu
const LATIN = /\p{Script=Latin}/u
/** Cyrillic, Greek and Armenian letters that are drawn like Latin ones. */
const LOOKS_LATIN = /^[\d\-аàсԁеёһіїјӏорԛѕԝхуүѵαενοριυωϲօոսհցզ]+$/u

/** Whether a link's words name another place than the one it leads to, or name it by letters that look like others. */
export function isMisleading(words: string, href: string): boolean {
  if (HIDDEN.test(words)) return true
  const target = parse(href)
  if (!target) return false
  const text = words.trim()
  const mail = MAIL.exec(text)?.[1]
  if (target.protocol === 'mailto:') {
    if (mail) return text.replace(/^mailto:/i, '').toLowerCase() !== mailOf(target).toLowerCase()
    return namedIn(text).length > 0
  }
  if (mail) return true
  return namedIn(text).some((named) => leadsElsewhere(named, target))
}

/** The addresses that words name: all of them, or those among other words. */
function namedIn(text: string): string[] {
  if (HOST.test(text)) return [text]
  return text.match(ADDRESS) ?? []
}

function leadsElsewhere(named: string, target: URL): boolean {
  const url = parse(/^https?:/i.test(named) ? named : `https://${named}`)
  if (url?.hostname !== target.hostname) return true
  return looksLikeAnother(/^(?:https?:\/\/)?([^/:?#\\]*)/iu.exec(named)?.[1] ?? '')
}

/** Whether a host, as it is written, mixes scripts within a label or is drawn as if it were Latin. */
function looksLikeAnother(host: string): boolean {
  const labels = host.toLowerCase().split(/[.\u3002\uFF0E\uFF61]/)
  const isLatinPlace = /^[a-z]+$/.test(labels.at(-1) ?? '')
  return labels.some((label) => {
    if (/^[\x21-\x7E]*$/.test(label)) return false
    const others = scriptsOf(label)
    if (LATIN.test(label)) return others > 0
    return others > 1 || (isLatinPlace && LOOKS_LATIN.test(label))
  })
}

/** How many scripts but Latin have letters in the label; those of Japan and Korea go with all others. */
function scriptsOf(label: string): number {
  const scripts = [
    ...[/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Hebrew}/u],
    ...[/\p{Script=Arabic}/u, /\p{Script=Cherokee}/u, /\p{Script=Georgian}/u, /\p{Script=Thai}/u]
  ]
  return scripts.filter((script) => script.test(label)).length
}

function mailOf({ pathname }: URL): string {
  return decodeURIComponent(pathname)
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
