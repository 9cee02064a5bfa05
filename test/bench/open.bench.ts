// How long it takes to open a conversation, by how much it holds.
import { join } from 'node:path'
import { figureOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { openHere, provideHistory, SERVER, type OpenedStore } from './support/history.ts'
import { must } from './support/must.ts'

const ROWS = 60

export const openBench: Bench = {
  name: 'open',
  about: 'opening a conversation of many messages, beside opening one of 1,000 in the same file',
  run: async (context) => {
    const big = context.isQuick ? 50_000 : 1_000_000
    const path = join(context.folder, 'history.sqlite')
    const rooms = [
      { remoteId: 'small', messages: 1_000 },
      { remoteId: 'big', messages: big }
    ]
    await provideHistory(path, rooms, context)
    const name = `of ${big} messages`
    return [
      await measure(context, path, { name: `open a conversation ${name}`, isCold: false }),
      await measure(context, path, { name: `open after a start, ${name}`, isCold: true })
    ]
  }
}

async function measure(
  context: BenchContext,
  path: string,
  { name, isCold }: { name: string; isCold: boolean }
): Promise<Figure> {
  const rounds = isCold ? (context.isQuick ? 5 : 30) : context.isQuick ? 50 : 400
  const samples = { big: [] as number[], small: [] as number[] }
  let opened = openHere(path)
  const again = (): void => {
    if (!isCold) return
    opened.store.close()
    opened = openHere(path)
  }
  for (let round = 0; round < rounds; round++) {
    // The one that is first alternates: what it warms up helps the other.
    const order = round % 2 === 0 ? (['big', 'small'] as const) : (['small', 'big'] as const)
    for (const remoteId of order) {
      again()
      samples[remoteId].push(await openOnce(opened, remoteId))
    }
  }
  opened.store.close()
  context.say(`${name}: ${rounds} rounds`)
  return figureOf({
    name,
    unit: 'ms',
    samples: samples.big,
    baseline: { name: '1,000 messages', samples: samples.small },
    aim: { of: 'ratio', atMost: 1.2 }
  })
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
