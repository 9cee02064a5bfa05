// What links and code in a text set in motion, wherever it stands.
import type { Words } from '../i18n/words.svelte.ts'
import type { TextActions } from '../parts/message/text-context.ts'
import type { Filo } from '../state/filo.svelte.ts'
import { hostOf } from '../text/address.ts'
import { isMisleading } from '../text/misleading.ts'

/** Opens links, after a question where their words name another place, and copies code. */
export function makeTextActions(filo: Filo, words: Words): TextActions {
  return {
    openLink: (href, text) => openLink(filo, words, href, text),
    copy: (text) => void copy(filo, words, text)
  }
}

async function copy(filo: Filo, words: Words, text: string): Promise<void> {
  const answer = await filo.app.copy(text)
  filo.places.say(answer.ok ? words.t('common.copied') : words.failure(answer.failure))
}

function openLink(filo: Filo, words: Words, href: string, text: string): void {
  const go = async (): Promise<void> => {
    const answer = await filo.app.openExternal(href)
    if (!answer.ok) filo.places.say(words.t('link.refused'))
  }
  if (!isMisleading(text, href)) return void go()
  filo.places.ask({
    title: words.t('link.title'),
    words: words.t('link.differs', { host: hostOf(href) }),
    detail: href,
    action: words.t('link.open'),
    isDanger: false,
    act: () => void go()
  })
}
