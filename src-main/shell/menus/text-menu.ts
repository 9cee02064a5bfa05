// The menu of texts: what can be cut, copied and pasted, words that may have been meant, links.
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Words } from '../../base/words.ts'
import { plainLabel } from '../desktop/tray/tray-menu.ts'

type Entry = MenuItemConstructorOptions
export type TextPlace = Pick<
  ContextMenuParams,
  | 'isEditable'
  | 'editFlags'
  | 'selectionText'
  | 'linkURL'
  | 'misspelledWord'
  | 'dictionarySuggestions'
>

export interface TextDeeds {
  replaceWord: (word: string) => void
  learnWord: (word: string) => void
  copyLink: (url: string) => void
}

const SUGGESTIONS = 6
const separator: Entry = { type: 'separator' }

/** Empty where there is nothing to be done. */
export function textMenu(place: TextPlace, words: Words, deeds: TextDeeds): Entry[] {
  const parts = [
    spelling(place, words, deeds),
    links(place, words, deeds),
    place.isEditable ? editing(place, words) : reading(place, words)
  ].filter((part) => part.length > 0)
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]))
}

function spelling(
  { misspelledWord, dictionarySuggestions }: TextPlace,
  words: Words,
  { replaceWord, learnWord }: TextDeeds
): Entry[] {
  if (misspelledWord === '') return []
  const suggestions = dictionarySuggestions.slice(0, SUGGESTIONS).map((word) => ({
    label: plainLabel(word),
    click: () => replaceWord(word)
  }))
  const none = { label: words.t('menu.noSuggestions'), enabled: false }
  return [
    ...(suggestions.length > 0 ? suggestions : [none]),
    { label: words.t('menu.learnWord'), click: () => learnWord(misspelledWord) }
  ]
}

function links({ linkURL }: TextPlace, words: Words, { copyLink }: TextDeeds): Entry[] {
  if (!/^(https?|mailto):/.test(linkURL)) return []
  return [{ label: words.t('menu.copyLink'), click: () => copyLink(linkURL) }]
}

function editing({ editFlags }: TextPlace, words: Words): Entry[] {
  return [
    { role: 'cut', label: words.t('menu.cut'), enabled: editFlags.canCut },
    { role: 'copy', label: words.t('menu.copy'), enabled: editFlags.canCopy },
    { role: 'paste', label: words.t('menu.paste'), enabled: editFlags.canPaste },
    separator,
    { role: 'selectAll', label: words.t('menu.selectAll'), enabled: editFlags.canSelectAll }
  ]
}

function reading({ selectionText }: TextPlace, words: Words): Entry[] {
  return selectionText.trim() === '' ? [] : [{ role: 'copy', label: words.t('menu.copy') }]
}
