// Answers the window's calls about searching; what a broken index could not tell is said as such.
import { done } from '../../src-preload/contract/failure.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { SearchHit, StoreCalls } from '../../src-preload/contract/store-calls.ts'
import { readFilesOf, toFileLabel } from './queries/files.ts'
import { CoverageReader } from './search/coverage.ts'
import type { IndexKeeper } from './search/index-keeper.ts'
import { IndexBrokenError, searchMessages, type Asked, type Found } from './search/search.ts'
import type { StoreCore } from './store-core.ts'

type SearchCalls = Pick<StoreCalls, 'search' | 'searchCoverage'>

export function searchHandlers(core: StoreCore, indexes: IndexKeeper): Handlers<SearchCalls> {
  const coverage = new CoverageReader(core.db)
  const readCoverage = () => coverage.read(core.clock.now())
  return {
    search: (asked) =>
      core.read(() => {
        const found = search(core, indexes, asked)
        const hits = withFiles(core, found.hits)
        return done({ ...found, hits, coverage: readCoverage() })
      }),
    searchCoverage: () => core.read(() => done(readCoverage()))
  }
}

function withFiles(core: StoreCore, hits: readonly SearchHit[]): SearchHit[] {
  const files = readFilesOf(
    core.db,
    hits.map(({ messageId }) => messageId)
  )
  return hits.map((hit) => ({ ...hit, ...toFileLabel(files.get(hit.messageId)) }))
}

function search(core: StoreCore, indexes: IndexKeeper, asked: Asked): Found {
  try {
    return searchMessages(core.db, asked, core.now())
  } catch (error) {
    if (!(error instanceof IndexBrokenError)) throw error
    indexes.repair(error.index)
    return { hits: [], next: null, understood: [] }
  }
}
