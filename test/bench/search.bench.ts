// How long a search over the whole history takes: from key to results drawn, and in the store by what is looked for.
import { join } from 'node:path'
import { openDatabase } from '../../src-main/base/sql.ts'
import {
  figureOf,
  figureOfRounds,
  onCurve,
  spreadOf,
  type Bench,
  type BenchContext,
  type Figure
} from './figure.ts'
import { DrawnWatch } from './support/drawn.ts'
import { openHere, provideHistory, roomsOf } from './support/history.ts'
import { must } from './support/must.ts'
import { personWith } from './support/person-with.ts'
import { usable } from './support/usable.ts'
import { startFilo } from './support/windows.ts'
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

const FEW = 1_000
const MOST_MS = 50

export const searchBench: Bench = {
  name: 'search',
  about:
    'from key to results drawn, in a long history beside one of 1,000; and the store alone, beside SQLite looking at every row (LIKE)',
  minutes: { full: 1.1, quick: 0.5 },
  run: async (context) => {
    const messages = context.isQuick ? 50_000 : 1_000_000
    return [...(await drawn(context, messages)), ...(await inStore(context, messages))]
  }
}

async function drawn(context: BenchContext, many: number): Promise<Figure[]> {
  const folders = { few: await personWith(context, FEW), many: await personWith(context, many) }
  const took = { few: [] as number[][], many: [] as number[][] }
  for (let round = 0; round < (context.isQuick ? 1 : 2); round++) {
    took.few.push(await typeAll(folders.few, round))
    took.many.push(await typeAll(folders.many, round))
    context.say(`round ${round + 1}: p99 ${Math.round(spreadOf(took.many.at(-1) ?? []).p99)} ms`)
  }
  return (['p50', 'p99'] as const).flatMap((quote) => {
    const name = 'key to results drawn'
    const asked = { unit: 'ms', quote } as const
    const aim = quote === 'p99' ? { aim: { of: 'value', atMost: MOST_MS } as const } : {}
    const curve = { of: `${name}, ${quote}`, over: 'messages stored' } as const
    const few = figureOfRounds({ ...asked, name: `${name} in ${FEW} messages`, rounds: took.few })
    const big = figureOfRounds({
      ...{ ...asked, ...aim, name: `${name} in ${many} messages`, rounds: took.many },
      baseline: { name: `${FEW} messages`, rounds: took.few }
    })
    return [onCurve(few, { ...curve, at: FEW }), onCurve(big, { ...curve, at: many })]
  })
}

/** Each kind of query once in a round, key by key; ms for each key. */
async function typeAll(folder: string, round: number): Promise<number[]> {
  const started = await startFilo(folder)
  await usable(started.page)
  const watch = await DrawnWatch.open(started)
  await started.page.keyboard.press('Control+Shift+F')
  const took: number[] = []
  for (const queries of Object.values(QUERIES))
    took.push(...(await watch.search(queries[round % queries.length] ?? '')))
  await started.app.close()
  return took
}

async function inStore(context: BenchContext, messages: number): Promise<Figure[]> {
  const path = join(context.folder, 'history.sqlite')
  await provideHistory(path, roomsOf(messages), context)
  const scans = scan(path, context.isQuick ? 1 : 2)
  const found = await searchAll(context, path)
  const all = figureOf({
    name: `search in ${messages} messages, the store alone`,
    unit: 'ms',
    quote: 'p99',
    samples: Object.values(found).flat(),
    baseline: { name: 'LIKE', samples: scans }
  })
  return [all, ...kinds(found)]
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
