// How the cost of what a person does grows with how much there is: the exponent of each curve, and its points.
import { join } from 'node:path'
import { exponentFigure, exponentsOf } from './exponent.ts'
import type { Bench, BenchContext, Figure, Point } from './figure.ts'
import { receiveByFilo, type ReceiveFlood } from './support/receive-course.ts'
import { growthByConversations, growthByHistory, growthByServers } from './support/store-growth.ts'
import {
  floodByConversations,
  windowByConversations,
  windowByServers
} from './support/window-growth.ts'

const FULL = {
  rates: [500, 2_000, 8_000],
  conversations: [1, 30, 1_000],
  servers: [1, 10, 50],
  seconds: 4
}
const QUICK = { rates: [500, 4_000], conversations: [1, 100], servers: [1, 10], seconds: 3 }
/** Messages a second where something else grows. */
const RATE = 4_000

export const growthBench: Bench = {
  name: 'growth',
  about:
    'the exponent by which costs grow: 0 is not at all, 1 in step with the size; of what the other benches of this run measured, too',
  minutes: { full: 4, quick: 1.5 },
  run: async (context) => {
    const { rates, conversations, servers } = context.isQuick ? QUICK : FULL
    return [
      ...(await growthByHistory(context)),
      ...(await growthByConversations(context)),
      ...(await growthByServers(context)),
      ...(await windowByConversations(context)),
      ...(await windowByServers(context)),
      ...(await floodByConversations(context)),
      await receiving(context, 'messages a second', rates, (rate) => ({ rate })),
      await receiving(context, 'conversations', conversations, (count) => ({
        conversations: count
      })),
      await receiving(context, 'servers', servers, (count) => ({ servers: count })),
      ...exponentsOf(context.shared.measured)
    ]
  }
}

/** CPU time of each message; that it falls with their rate is what batches are for. */
async function receiving(
  context: BenchContext,
  over: Point['over'],
  sizes: readonly number[],
  floodOf: (size: number) => Partial<ReceiveFlood>
): Promise<Figure> {
  const { seconds } = context.isQuick ? QUICK : FULL
  const costs = new Map<number, number[]>()
  for (const size of sizes) {
    const path = join(context.folder, `${over.replaceAll(' ', '-')}-${size}.sqlite`)
    const { received } = await receiveByFilo(path, { rate: RATE, seconds, ...floodOf(size) })
    costs.set(size, [(received.cpuMs / Math.max(1, received.count)) * 1_000])
    context.say(`${size} ${over}: ${Math.round(costs.get(size)?.[0] ?? 0)} µs each`)
  }
  return exponentFigure({ of: 'CPU time of a received message', over, unit: 'µs' }, costs)
}
