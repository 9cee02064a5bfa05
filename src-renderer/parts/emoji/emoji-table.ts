// The bundled list of emoji: loaded once, when first needed.
import type { Language } from '../../i18n/words.svelte.ts'

/** Emoji, group, English words, Italian words; the first of the words is its name. */
type Entry = readonly [string, number, string, string]

export interface EmojiTable {
  groups: readonly string[]
  entries: readonly Entry[]
}

export interface FoundEmoji {
  emoji: string
  name: string
}

const FOUND = 120
let loading: Promise<EmojiTable> | undefined

/** Fetches the list from the bundle; later calls get the same one. */
export function loadEmoji(): Promise<EmojiTable> {
  loading ??= import('./emoji.json').then((module) => ({
    groups: module.default.groups,
    // A bundled list in just this shape; TypeScript sees its rows as loose arrays.
    entries: module.default.entries as unknown as Entry[]
  }))
  return loading
}

/** The emoji of a group, or those whose words start with what is looked for. */
export function findEmoji(
  table: EmojiTable,
  language: Language,
  query: string,
  group: number
): FoundEmoji[] {
  const wanted = query.trim().toLocaleLowerCase()
  const column = language === 'en' ? 2 : 3
  const found = table.entries.filter((entry) =>
    wanted === '' ? entry[1] === group : ` ${entry[column]}`.includes(` ${wanted}`)
  )
  const shown = wanted === '' ? found : found.slice(0, FOUND)
  return shown.map((entry) => ({ emoji: entry[0], name: entry[column].split('|')[0] ?? '' }))
}
