// What a person meets in the window, timed by how many conversations and servers there are.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exponentFigure } from '../exponent.ts'
import type { BenchContext, Figure, Point } from '../figure.ts'
import { openServers } from './at-rest.ts'
import { DrawnWatch } from './drawn.ts'
import { runFlood } from './flood-course.ts'
import { openHere, SERVER } from './history.ts'
import { isCountable, memoryOf } from './processes.ts'
import { fillRooms, roomId, roomName } from './store-growth.ts'
import { usable } from './usable.ts'
import { startFilo, type Started } from './windows.ts'

const FULL = { conversations: [10, 100, 1_000], servers: [1, 10, 50], rounds: 3, opens: 10 }
const QUICK = { conversations: [10, 200], servers: [1, 10], rounds: 1, opens: 3 }
const FLOOD = { rate: 2_000, full: [1, 30, 300], quick: [1, 50], seconds: { full: 8, quick: 4 } }
const SETTLE_MS = 5_000

type Curve = Map<number, number[]>
type Curves = Record<'start' | 'open' | 'memory', Curve>

/** Costs over how many conversations the server has. */
export async function windowByConversations(context: BenchContext): Promise<Figure[]> {
  const curves = newCurves()
  for (const count of (context.isQuick ? QUICK : FULL).conversations) {
    const folder = await personIn(join(context.folder, `person-in-${count}`), count)
    // The other one of those that are listed last is never far.
    await measure(context, folder, { curves, size: count, titles: [titleOf(1), titleOf(0)] })
    context.say(`window with ${count} conversations`)
  }
  return figuresOf(curves, 'conversations')
}

/** Costs over how many servers there are, all of them reached. */
export async function windowByServers(context: BenchContext): Promise<Figure[]> {
  const curves = newCurves()
  for (const count of (context.isQuick ? QUICK : FULL).servers) {
    const servers = await openServers(join(context.folder, `servers-${count}`), count)
    try {
      await measure(context, servers.folder, { curves, size: count, titles: [] })
    } finally {
      await servers.close()
    }
    context.say(`window with ${count} servers`)
  }
  return figuresOf(curves, 'servers')
}

/** A flood that is shared out to many conversations, of which one is on screen. */
export async function floodByConversations(context: BenchContext): Promise<Figure[]> {
  const mode = context.isQuick ? 'quick' : 'full'
  const gaps: Curve = new Map()
  const keys: Curve = new Map()
  for (const conversations of FLOOD[mode]) {
    const folder = join(context.folder, `flooded-${conversations}`)
    const flood = { rate: FLOOD.rate, seconds: FLOOD.seconds[mode], endsAtOnce: true }
    const { watched } = await runFlood({ client: 'filo', ...flood, conversations, folder })
    const { framesAt } = watched
    gaps.set(conversations, [
      high(framesAt.slice(1).map((at, index) => at - (framesAt[index] ?? at)))
    ])
    keys.set(conversations, [high(watched.keys)])
    context.say(`a flood in ${conversations} conversations`)
  }
  const over = 'conversations'
  const at = `at ${FLOOD.rate}/s in all, p95`
  return [
    exponentFigure({ of: `frame gap ${at}`, over }, gaps),
    exponentFigure({ of: `key to frame ${at}`, over }, keys)
  ]
}

function high(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0
}

function newCurves(): Curves {
  return { start: new Map(), open: new Map(), memory: new Map() }
}

function figuresOf({ start, open, memory }: Curves, over: Point['over']): Figure[] {
  return [
    exponentFigure({ of: 'start', over }, start),
    ...(open.size > 1 ? [exponentFigure({ of: 'click to rows drawn', over }, open)] : []),
    ...(isCountable ? [exponentFigure({ of: 'memory at rest', over, unit: 'MB' }, memory)] : [])
  ]
}

interface Measuring {
  curves: Curves
  size: number
  /** Conversations that are opened in turn. */
  titles: readonly string[]
}

async function measure(
  { isQuick }: BenchContext,
  folder: string,
  { curves, size, titles }: Measuring
): Promise<void> {
  const { rounds, opens } = isQuick ? QUICK : FULL
  const took = { start: [] as number[], open: [] as number[], memory: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const started = await startFilo(folder)
    await usable(started.page)
    // Much is made only once, by the first.
    if (round > 0) took.start.push(performance.now() - started.startedAt)
    if (round === rounds) {
      await new Promise((go) => setTimeout(go, SETTLE_MS))
      took.memory.push(memoryOf(started.app.process().pid ?? 0))
      took.open.push(...(await openInTurn(started, titles, opens)))
    }
    await started.app.close()
  }
  curves.start.set(size, took.start)
  curves.memory.set(size, took.memory)
  if (titles.length > 0) curves.open.set(size, took.open)
}

async function openInTurn(
  started: Started,
  titles: readonly string[],
  times: number
): Promise<number[]> {
  const watch = await DrawnWatch.open(started)
  const took: number[] = []
  for (let time = 0; time < times; time++)
    for (const title of titles) took.push(await watch.openConversation(title))
  return took
}

/** A person at one server with so many conversations, the first of them open. */
async function personIn(folder: string, conversations: number): Promise<string> {
  mkdirSync(folder)
  const opened = openHere(join(folder, 'filo.sqlite'))
  await fillRooms(opened, conversations)
  const lastConversationId = await roomId(opened, roomName(0))
  opened.store.close()
  const settings = { lastServerId: SERVER, lastConversationId }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
  return folder
}

function titleOf(number: number): string {
  return `Room ${roomName(number)}`
}
