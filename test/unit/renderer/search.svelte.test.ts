// Searching as one types: asked at once, one question at a time, and never answered by an old one.
import { describe, expect, it, vi } from 'vitest'
import { done } from '../../../src-preload/contract/failure.ts'
import type { SearchAnswer } from '../../../src-preload/contract/store-calls.ts'
import { Search } from '../../../src-renderer/state/search.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'

const coverage = { state: 'whole', share: 1, wordsSince: null, partsSince: null } as const
const nothing: SearchAnswer = { hits: [], next: null, understood: [], coverage }

/** A search over a store that answers when it is told to. */
function openSearch() {
  const wires = new Wires()
  const queries: string[] = []
  const answers: (() => void)[] = []
  vi.spyOn(wires.store.ask, 'searchCoverage').mockResolvedValue(done(coverage))
  vi.spyOn(wires.store.ask, 'search').mockImplementation(({ query }) => {
    queries.push(query)
    return new Promise((resolve) => answers.push(() => resolve(done(nothing))))
  })
  const search = new Search(wires)
  search.open(null)
  const type = (query: string): void => {
    search.query = query
    search.look()
  }
  const answer = async (): Promise<void> => {
    answers.shift()?.()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  return { search, type, answer, queries }
}

describe('a search', () => {
  it('asks with the key, and for the newest of what is typed before the answer', async () => {
    const { search, type, answer, queries } = openSearch()
    for (const typed of ['a', 'ab', 'abc']) type(typed)
    expect(queries).toEqual(['a'])
    await answer()
    expect([queries, search.answered, search.isLooking]).toEqual([['a', 'abc'], null, true])
    await answer()
    expect([search.answered, search.isLooking]).toEqual(['abc', false])
  })

  it('asks nothing more once what was typed is taken away, or nobody looks', async () => {
    const { search, type, answer, queries } = openSearch()
    type('a')
    type('')
    await answer()
    type('b')
    search.close()
    await answer()
    expect([queries, search.answered, search.isLooking]).toEqual([['a', 'b'], null, false])
  })

  it('asks when it is opened again while an old question is under way', async () => {
    const { search, type, answer, queries } = openSearch()
    type('a')
    search.close()
    search.open(null)
    await answer()
    await answer()
    expect([queries, search.answered]).toEqual([['a', 'a'], 'a'])
  })
})
