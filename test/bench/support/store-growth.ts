// What a person and a network ask of the store, timed by how much it holds.
import { join } from 'node:path'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { exponentFigure } from '../exponent.ts'
import type { BenchContext, Figure } from '../figure.ts'
import {
  addServer,
  addServerAt,
  BIG,
  messageEvent,
  openHere,
  provideHistory,
  roomsOf,
  SERVER,
  type OpenedStore
} from './history.ts'
import { must } from './must.ts'
import { randomFrom, rareWord } from './words.ts'

const ROWS = 60
const BATCH = 100
const FULL = {
  histories: [1_000, 10_000, 100_000, 1_000_000],
  conversations: [10, 100, 1_000],
  servers: [1, 10, 50],
  rounds: 60
}
const QUICK = { histories: [1_000, 20_000], conversations: [10, 200], servers: [1, 20], rounds: 10 }
const COMMITTING = `committing ${BATCH} messages`
const OPENING = 'opening a conversation, the store alone'

/** What is timed, and the ms of each time at each size. */
type Curves = Record<'open' | 'back' | 'commit' | 'search', Map<number, number[]>>

/** Costs over how many messages are stored. */
export async function growthByHistory(context: BenchContext): Promise<Figure[]> {
  const { histories } = context.isQuick ? QUICK : FULL
  const curves = newCurves()
  for (const messages of histories) {
    const path = join(context.folder, `${messages}.sqlite`)
    await provideHistory(path, roomsOf(messages), context)
    const opened = openHere(path)
    await time(context, opened, { curves, size: messages, remoteId: BIG, from: messages })
    opened.store.close()
    context.say(`${messages} messages`)
  }
  return figuresOf(curves, 'messages stored')
}

/** Costs over how many conversations the server has. */
export async function growthByConversations(context: BenchContext): Promise<Figure[]> {
  const { conversations } = context.isQuick ? QUICK : FULL
  const curves = newCurves()
  for (const count of conversations) {
    const opened = openHere(join(context.folder, `rooms-${count}.sqlite`))
    await fillRooms(opened, count)
    await time(context, opened, { curves, size: count, remoteId: roomName(0), from: BATCH })
    opened.store.close()
    context.say(`${count} conversations`)
  }
  return figuresOf(curves, 'conversations')
}

/** Costs over how many servers there are. */
export async function growthByServers(context: BenchContext): Promise<Figure[]> {
  const { servers } = context.isQuick ? QUICK : FULL
  const curves = newCurves()
  for (const count of servers) {
    const opened = openHere(join(context.folder, `at-${count}.sqlite`))
    await fillRooms(opened, 10)
    for (let number = 1; number < count; number++)
      await addServerAt(opened, 'http://127.0.0.1:9', number)
    await time(context, opened, { curves, size: count, remoteId: roomName(0), from: BATCH })
    opened.store.close()
    context.say(`${count} servers`)
  }
  return figuresOf(curves, 'servers')
}

/** Adds a server with so many rooms, in each of which something was said. */
export async function fillRooms(opened: OpenedStore, count: number): Promise<void> {
  const rooms = Array.from({ length: count }, (_, number) => roomName(number))
  await addServer(opened, rooms)
  for (const room of rooms) await commit(opened, { remoteId: room, from: 0, count: 10 })
}

export function roomName(number: number): string {
  return `room-${number}`
}

/** The id of a room of the one server. */
export async function roomId({ network }: OpenedStore, remoteId: string): Promise<number> {
  const { conversationId } = must(await network.conversationId({ serverId: SERVER, remoteId }))
  if (conversationId === null) throw new Error(`no room ${remoteId}`)
  return conversationId
}

function newCurves(): Curves {
  return { open: new Map(), back: new Map(), commit: new Map(), search: new Map() }
}

function figuresOf(
  curves: Curves,
  over: 'messages stored' | 'conversations' | 'servers'
): Figure[] {
  return [
    exponentFigure({ of: OPENING, over }, curves.open),
    exponentFigure({ of: 'reading back', over }, curves.back),
    exponentFigure({ of: 'searching a rare word', over }, curves.search),
    exponentFigure({ of: COMMITTING, over }, curves.commit)
  ]
}

interface Timing {
  curves: Curves
  size: number
  remoteId: string
  /** The number of the next message. */
  from: number
}

async function time(
  { isQuick }: BenchContext,
  opened: OpenedStore,
  { curves, size, remoteId, from }: Timing
): Promise<void> {
  const id = await roomId(opened, remoteId)
  const works: Record<keyof Curves, (round: number) => Promise<void>> = {
    open: () => openAtEnd(opened, id),
    back: () => readBack(opened, id),
    search: (round) => search(opened, round),
    commit: (round) => commit(opened, { remoteId, from: from + round * BATCH, count: BATCH })
  }
  const { rounds } = isQuick ? QUICK : FULL
  // Code that is still slow is no cost of the first size.
  if (curves.open.size === 0)
    for (const work of [works.open, works.back, works.search])
      for (let round = 0; round < 2 * rounds; round++) await work(round)
  for (const kind of ['open', 'back', 'search', 'commit'] as const) {
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now()
      await works[kind](round)
      took.push(performance.now() - startedAt)
    }
    curves[kind].set(size, took)
  }
}

async function openAtEnd({ window }: OpenedStore, conversationId: number): Promise<void> {
  const anchor = { at: 'end' } as const
  const { rangeId } = must(await window.openRange({ conversationId, anchor, rows: ROWS }))
  must(await window.closeRange({ rangeId }))
}

/** Five times as many rows again, from the end up. */
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

async function commit(
  { network }: OpenedStore,
  { remoteId, from, count }: { remoteId: string; from: number; count: number }
): Promise<void> {
  const random = randomFrom(from + 1)
  const events: KeptEvent[] = Array.from({ length: count }, (_, index) =>
    messageEvent(remoteId, from + index, random)
  )
  must(await network.commit({ serverId: SERVER, events, receivedAt: Date.now() }))
}
