// How long a search over the whole history takes, by what is looked for.
import { join } from 'node:path'
import { openDatabase } from '../../src-main/base/sql.ts'
import { figureOf, spreadOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { openHere, provideHistory } from './support/history.ts'
import { must } from './support/must.ts'
import { rareWord } from './support/words.ts'

/** What people look for: frequent, rare, unfinished, several, a phrase, an elision, another script, nothing. */
const QUERIES: Record<string, string[]> = {
  'a frequent word': ['the', 'meeting', 'grazie'],
  'a rare word': [rareWord(25_111), rareWord(29_000), rareWord(17_333)],
  'an unfinished word': ['meet', 'tomo', rareWord(400).slice(0, 4)],
  'several words': ['meeting tomorrow thanks', `the ${rareWord(9_000)}`],
  'a phrase': ['"the meeting"', '"for the release"'],
  'an elision': ['acqua', 'perche'],
  Japanese: ['会議', '東京で', 'ありがとう'],
  'something that is nowhere': ['zzyzxqv', `${rareWord(3)}qq`],
  'words of one person': ['from:"Person 7" meeting', `from:"Person 7" ${rareWord(9_000)}`],
  'links before a day': ['has:link before:2024-06-01']
}

export const searchBench: Bench = {
  name: 'search',
  about: 'a search over the whole history, beside SQLite looking at every row (LIKE)',
  run: async (context) => {
    const messages = context.isQuick ? 50_000 : 1_000_000
    const path = join(context.folder, 'history.sqlite')
    const rooms = [
      { remoteId: 'small', messages: 1_000 },
      { remoteId: 'big', messages }
    ]
    await provideHistory(path, rooms, context)
    const scans = scan(path, context.isQuick ? 1 : 2)
    const found = await searchAll(context, path)
    const all = figureOf({
      name: `search in ${messages} messages`,
      unit: 'ms',
      quote: 'p99',
      samples: Object.values(found).flat(),
      baseline: { name: 'LIKE', samples: scans },
      aim: { of: 'value', atMost: 50 }
    })
    return [all, ...kinds(found)]
  }
}

function kinds(found: Record<string, number[]>): Figure[] {
  return Object.entries(found).map(([kind, samples]) =>
    figureOf({ name: `search for ${kind}`, unit: 'ms', quote: 'p99', samples })
  )
}

async function searchAll(context: BenchContext, path: string): Promise<Record<string, number[]>> {
  const { store, window } = openHere(path)
  const rounds = context.isQuick ? 5 : 40
  const found: Record<string, number[]> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [kind, queries] of Object.entries(QUERIES)) {
      for (const query of queries) {
        const startedAt = performance.now()
        must(await window.search({ query, conversationId: null, limit: 50, cursor: null }))
        ;(found[kind] ??= []).push(performance.now() - startedAt)
      }
    }
  }
  store.close()
  const slowest = Object.entries(found).map(([kind, samples]) => `${kind} ${spreadOf(samples).max}`)
  context.say(`slowest in ms: ${slowest.map((one) => one.replace(/\.\d+$/, '')).join(', ')}`)
  return found
}

function scan(path: string, rounds: number): number[] {
  const database = openDatabase(path)
  const look = database.prepare(
    `SELECT id FROM messages WHERE text LIKE '%' || ? || '%' ORDER BY id DESC LIMIT 50`
  )
  const samples: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const word of [rareWord(25_111), 'zzyzxqv', '会議室です']) {
      const startedAt = performance.now()
      look.all([word])
      samples.push(performance.now() - startedAt)
    }
  }
  database.close()
  return samples
}
