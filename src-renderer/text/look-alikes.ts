// Tells apart people whose names look the same: which authors of a stretch can be taken for another.
import type { Message } from '../../src-preload/contract/model.ts'

/** Letters that are drawn like a Latin one, by that one; what NFKC and small letters leave apart. */
const DRAWN_LIKE: Record<string, string> = {
  ...{ а: 'a', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', ӏ: 'l', о: 'o', р: 'p', ԛ: 'q' },
  ...{ с: 'c', ѕ: 's', ѵ: 'v', ԝ: 'w', х: 'x', у: 'y', в: 'b', к: 'k', м: 'm', н: 'h', т: 't' },
  ...{ α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', μ: 'm', ν: 'v', ο: 'o', ρ: 'p', τ: 't' },
  ...{
    υ: 'u',
    χ: 'x',
    ζ: 'z',
    ω: 'w',
    ı: 'i',
    ɑ: 'a',
    ɡ: 'g',
    '0': 'o',
    '1': 'i',
    l: 'i',
    '|': 'i'
  }
}
/** Capitals that are drawn like another letter than their small ones. */
const CAPITALS: Record<string, string> = { Η: 'h', Ν: 'n', Υ: 'y' }
const skeletons = new Map<string, string>()

/** What a name looks like: equal for names that a reader takes for one another. */
export function skeletonOf(name: string): string {
  const kept = skeletons.get(name)
  if (kept !== undefined) return kept
  if (skeletons.size > 2_000) skeletons.clear()
  const letters = name
    .normalize('NFKC')
    .replace(/[ΗΝΥ]/g, (capital) => CAPITALS[capital] ?? capital)
    .toLowerCase()
    .replace(/\s|\u200C|\u200D|\uFE0F/g, '')
  const made = Array.from(letters, (letter) => DRAWN_LIKE[letter] ?? letter).join('')
  skeletons.set(name, made)
  return made
}

/** `spelled`: another one's name looks the same but is written otherwise; `named`: another one has the same name. */
export type LookAlike = 'spelled' | 'named'

/** The authors, by their ids, whose names look like those of others with other ids. */
export function lookAlikesIn(messages: readonly Message[]): ReadonlyMap<string, LookAlike> {
  const alike = new Map<string, Map<string, string>>()
  for (const { author } of messages) {
    if (author.id === null) continue
    const skeleton = skeletonOf(author.name)
    const names = alike.get(skeleton) ?? new Map<string, string>()
    alike.set(skeleton, names.set(author.id, author.name))
  }
  const found = new Map<string, LookAlike>()
  for (const names of alike.values()) {
    if (names.size < 2) continue
    const kind = new Set(names.values()).size > 1 ? 'spelled' : 'named'
    for (const id of names.keys()) found.set(id, kind)
  }
  return found
}
