// How long it takes to open a conversation, by how much it holds.
import { join } from 'node:path'
import { figureOfRounds, onCurve, type Bench, type BenchContext, type Figure } from './figure.ts'
import { DrawnWatch } from './support/drawn.ts'
import {
  BIG,
  openHere,
  provideHistory,
  roomsOf,
  SERVER,
  SMALL,
  type OpenedStore
} from './support/history.ts'
import { must } from './support/must.ts'
import { personWith } from './support/person-with.ts'
import { usable } from './support/usable.ts'
import { startFilo } from './support/windows.ts'

const ROWS = 60
const PARTS = 3

/** Titles as the history has them. */
const TITLES = { small: `Room ${SMALL}`, big: `Room ${BIG}` } as const

export const openBench: Bench = {
  name: 'open',
  about:
    'opening a conversation of many messages, from click to rows drawn and in the store, beside opening one of 1,000 of the same history',
  minutes: { full: 0.5, quick: 0.1 },
  run: async (context) => {
    const big = context.isQuick ? 50_000 : 1_000_000
    const path = join(context.folder, 'history.sqlite')
    await provideHistory(path, roomsOf(big), context)
    const name = `of ${big} messages`
    return [
      ...(await drawn(context, big)),
      await measure(context, path, { name: `open a conversation ${name}`, isCold: false }),
      await measure(context, path, { name: `open after a start, ${name}`, isCold: true })
    ]
  }
}

/** In the window, by turns; the first of each has to be fetched, and what is kept of them later helps both. */
async function drawn(context: BenchContext, many: number): Promise<Figure[]> {
  const folder = await personWith(context, many)
  const took = { small: [] as number[][], big: [] as number[][] }
  for (let round = 0; round < (context.isQuick ? 1 : 3); round++) {
    const started = await startFilo(folder)
    await usable(started.page)
    const watch = await DrawnWatch.open(started)
    const samples = { small: [] as number[], big: [] as number[] }
    for (let time = 0; time < (context.isQuick ? 10 : 40); time++) {
      samples.small.push(await watch.openConversation(TITLES.small))
      samples.big.push(await watch.openConversation(TITLES.big))
    }
    took.small.push(samples.small)
    took.big.push(samples.big)
    await started.app.close()
  }
  context.say(`click to rows drawn: ${took.big.length} rounds`)
  return (['p50', 'p99'] as const).flatMap((quote) => {
    const of = `click to rows drawn, ${quote}`
    const curve = (at: number) => ({ of, over: 'messages stored' as const, at })
    const few = { name: 'click to rows of 1000 messages drawn', unit: 'ms', quote } as const
    const big = { ...few, name: `click to rows of ${many} messages drawn` }
    const beside = { rounds: took.big, baseline: { name: '1,000 messages', rounds: took.small } }
    const aim = quote === 'p50' ? { aim: { of: 'ratio', atMost: 1.2 } as const } : {}
    return [
      onCurve(figureOfRounds({ ...few, rounds: took.small }), curve(1_000)),
      onCurve(figureOfRounds({ ...big, ...beside, ...aim }), curve(many))
    ]
  })
}

async function measure(
  context: BenchContext,
  path: string,
  { name, isCold }: { name: string; isCold: boolean }
): Promise<Figure> {
  const rounds = isCold ? (context.isQuick ? 5 : 30) : context.isQuick ? 50 : 400
  const samples = { [BIG]: [] as number[], [SMALL]: [] as number[] }
  let opened = openHere(path)
  const again = (): void => {
    if (!isCold) return
    opened.store.close()
    opened = openHere(path)
  }
  for (let round = 0; round < rounds; round++) {
    // The one that is first alternates: what it warms up helps the other.
    const order = round % 2 === 0 ? ([BIG, SMALL] as const) : ([SMALL, BIG] as const)
    for (const remoteId of order) {
      again()
      samples[remoteId].push(await openOnce(opened, remoteId))
    }
  }
  opened.store.close()
  context.say(`${name}: ${rounds} rounds`)
  return figureOfRounds({
    ...{ name, unit: 'ms', rounds: inParts(samples[BIG]) },
    baseline: { name: '1,000 messages', rounds: inParts(samples[SMALL]) },
    aim: { of: 'ratio', atMost: 1.2 }
  })
}

/** One after the other, so that it shows how much they vary by themselves. */
function inParts(samples: readonly number[]): number[][] {
  const length = Math.ceil(samples.length / PARTS)
  return Array.from({ length: PARTS }, (_, at) => samples.slice(at * length, (at + 1) * length))
}

async function openOnce({ window, network }: OpenedStore, remoteId: string): Promise<number> {
  const found = must(await network.conversationId({ serverId: SERVER, remoteId }))
  if (found.conversationId === null) throw new Error(`no room ${remoteId}`)
  const startedAt = performance.now()
  const { rangeId } = must(
    await window.openRange({
      conversationId: found.conversationId,
      anchor: { at: 'end' },
      rows: ROWS
    })
  )
  const tookMs = performance.now() - startedAt
  must(await window.closeRange({ rangeId }))
  return tookMs
}
