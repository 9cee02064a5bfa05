// How the cost of what a person does grows with how much there is: curves, and the exponent of each.
import { join } from 'node:path'
import type { KeptEvent } from '../../src-preload/contract/inbound.ts'
import { figureOf, spreadOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { addServer, messageEvent, openHere, provideHistory, SERVER } from './support/history.ts'
import type { OpenedStore } from './support/history.ts'
import { must } from './support/must.ts'
import { receiveByFilo } from './support/receive-course.ts'
import { randomFrom, rareWord } from './support/words.ts'

const ROOM = 'last'
const ROWS = 60
const BATCH = 100
const FULL = {
  histories: [1_000, 10_000, 100_000, 1_000_000],
  conversations: [10, 100, 1_000],
  rates: [500, 2_000, 8_000],
  rounds: 60
}
const QUICK = {
  histories: [1_000, 20_000],
  conversations: [10, 200],
  rates: [500, 4_000],
  rounds: 10
}
const RATE_SECONDS = 6
/** What grows slower than this is taken for not growing: it doubles over seven powers of ten's worth of noise. */
const MOST_EXPONENT = 0.1

/** Sizes, and the ms of each time that something was done at each. */
type Curve = Map<number, number[]>

export const growthBench: Bench = {
  name: 'growth',
  about: 'the exponent by which costs grow: 0 is not at all, 1 in step with the size',
  run: async (context) => [
    ...(await byHistory(context)),
    ...(await byConversations(context)),
    await byRate(context)
  ]
}

async function byHistory(context: BenchContext): Promise<Figure[]> {
  const { histories, rounds } = context.isQuick ? QUICK : FULL
  const curves = {
    open: emptyCurve(),
    back: emptyCurve(),
    commit: emptyCurve(),
    search: emptyCurve()
  }
  for (const messages of histories) {
    const path = join(context.folder, `${messages}.sqlite`)
    await provideHistory(path, [{ remoteId: ROOM, messages }], context)
    const opened = openHere(path)
    const id = await roomId(opened, ROOM)
    curves.open.set(messages, await timed(rounds, () => openAtEnd(opened, id)))
    curves.back.set(messages, await timed(rounds, () => readBack(opened, id)))
    curves.search.set(messages, await timed(rounds, (round) => search(opened, round)))
    curves.commit.set(messages, await timed(rounds, (round) => commit(opened, messages, round)))
    opened.store.close()
    context.say(`${messages} messages`)
  }
  const over = 'over messages stored'
  return [
    exponent(`opening a conversation ${over}`, curves.open),
    exponent(`reading back ${over}`, curves.back),
    exponent(`searching a rare word ${over}`, curves.search),
    exponent(`committing ${BATCH} messages ${over}`, curves.commit)
  ]
}

async function byConversations(context: BenchContext): Promise<Figure[]> {
  const { conversations, rounds } = context.isQuick ? QUICK : FULL
  const curves = { open: emptyCurve(), commit: emptyCurve() }
  for (const count of conversations) {
    const opened = openHere(join(context.folder, `rooms-${count}.sqlite`))
    const rooms = Array.from({ length: count }, (_, room) => `room-${room}`)
    await addServer(opened, rooms)
    for (const room of rooms) await commitTo(opened, room, 0)
    const id = await roomId(opened, 'room-0')
    curves.open.set(count, await timed(rounds, () => openAtEnd(opened, id)))
    curves.commit.set(
      count,
      await timed(rounds, (round) => commitTo(opened, 'room-0', 10 + round * BATCH))
    )
    opened.store.close()
    context.say(`${count} conversations`)
  }
  const over = 'over conversations'
  return [
    exponent(`opening a conversation ${over}`, curves.open),
    exponent(`committing ${BATCH} messages ${over}`, curves.commit)
  ]
}

/** CPU time of each message by how many come a second: that it falls is what batches are for. */
async function byRate(context: BenchContext): Promise<Figure> {
  const { rates } = context.isQuick ? QUICK : FULL
  const costs: Curve = new Map()
  for (const rate of rates) {
    const path = join(context.folder, `rate-${rate}.sqlite`)
    const { received } = await receiveByFilo(path, { rate, seconds: RATE_SECONDS })
    costs.set(rate, [received.cpuMs / Math.max(1, received.count)])
    context.say(`${rate}/s: ${Math.round((costs.get(rate)?.[0] ?? 0) * 1_000)} µs each`)
  }
  return exponent('CPU time of a received message over messages a second', costs)
}

/** The slope of the curve's medians where both axes are logarithmic. */
function exponent(name: string, curve: Curve): Figure {
  const points = [...curve].map(([size, samples]) => [
    Math.log(size),
    Math.log(spreadOf(samples).p50)
  ])
  const mean = (at: 0 | 1): number =>
    points.reduce((sum, point) => sum + (point[at] ?? 0), 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const above = points.reduce((sum, [px = 0, py = 0]) => sum + (px - x) * (py - y), 0)
  const below = points.reduce((sum, [px = 0]) => sum + (px - x) ** 2, 0)
  const figure = figureOf({
    ...{ name, unit: 'exponent' },
    samples: [above / below],
    aim: { of: 'value', atMost: MOST_EXPONENT }
  })
  // Of one number there is no spread.
  const { unit, value, aim } = figure
  return { name, unit, value, note: curveOf(curve), ...(aim && { aim }) }
}

function curveOf(curve: Curve): string {
  return [...curve]
    .map(([size, samples]) => `${size}: ${spreadOf(samples).p50.toPrecision(2)} ms`)
    .join(', ')
}

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    await work(round)
    took.push(performance.now() - startedAt)
  }
  return took
}

async function roomId({ network }: OpenedStore, remoteId: string): Promise<number> {
  const { conversationId } = must(await network.conversationId({ serverId: SERVER, remoteId }))
  if (conversationId === null) throw new Error(`no room ${remoteId}`)
  return conversationId
}

async function openAtEnd({ window }: OpenedStore, conversationId: number): Promise<void> {
  const anchor = { at: 'end' } as const
  const { rangeId } = must(await window.openRange({ conversationId, anchor, rows: ROWS }))
  must(await window.closeRange({ rangeId }))
}

/** Ten times as many rows again, from the end up. */
async function readBack({ window }: OpenedStore, conversationId: number): Promise<void> {
  const anchor = { at: 'end' } as const
  const { rangeId } = must(await window.openRange({ conversationId, anchor, rows: ROWS }))
  for (let page = 0; page < 5; page++)
    must(await window.growRange({ rangeId, towards: 'before', rows: ROWS }))
  must(await window.closeRange({ rangeId }))
}

async function search({ window }: OpenedStore, round: number): Promise<void> {
  const query = rareWord(20_000 + round)
  must(await window.search({ query, conversationId: null, limit: 50, cursor: null }))
}

async function commit(opened: OpenedStore, stored: number, round: number): Promise<void> {
  await commitTo(opened, ROOM, stored + round * BATCH)
}

async function commitTo({ network }: OpenedStore, remoteId: string, from: number): Promise<void> {
  const random = randomFrom(from + 1)
  const events: KeptEvent[] = Array.from({ length: from === 0 ? 10 : BATCH }, (_, index) =>
    messageEvent(remoteId, from + index, random)
  )
  must(await network.commit({ serverId: SERVER, events, receivedAt: Date.now() }))
}

function emptyCurve(): Curve {
  return new Map()
}
