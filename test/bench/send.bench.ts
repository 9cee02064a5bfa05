// From Enter to the message's arrival at the server, in quiet and in a flood.
import { join } from 'node:path'
import { figureOfRounds, onCurve, type Bench, type BenchContext, type Figure } from './figure.ts'
import { runBareEmits } from './support/emit-course.ts'
import { runFlood, type Client } from './support/flood-course.ts'

const FULL = { rates: [0, 100, 1_000, 5_000, 20_000], seconds: 15, rounds: 3, bareSeconds: 4 }
const QUICK = { rates: [0, 20_000], seconds: 4, rounds: 1, bareSeconds: 4 }
const MOST_OVER_MINIMAL = 1.5
const MOST_IN_FLOOD_MS = 20

/** ms from Enter to arrival, in each round. */
interface Sent {
  filo: number[][]
  minimal: number[][]
  bare: number[][]
}

export const sendBench: Bench = {
  name: 'send',
  about:
    'from Enter to the arrival at the server, the message on disk first, beside one emit of a bare process and the minimal client',
  minutes: { full: 1.5, quick: 0.2 }, // after the flood's bench; without it as long as that
  run: async (context) => {
    const { rates } = context.isQuick ? QUICK : FULL
    const figures: Figure[] = []
    for (const rate of rates) figures.push(...figuresOf(rate, await atRate(context, rate)))
    return figures
  }
}

async function atRate(context: BenchContext, rate: number): Promise<Sent> {
  const { rounds, bareSeconds } = context.isQuick ? QUICK : FULL
  const seen = seenInFlood(context, rate) ?? (await byThemselves(context, rate))
  const bare: number[][] = []
  for (let round = 0; round < rounds; round++) bare.push(await runBareEmits(rate, bareSeconds))
  context.say(`${rate}/s: ${seen.filo.flat().length} sent by Filo`)
  return { ...seen, bare }
}

/** Words were sent while the flood's bench ran, too. */
function seenInFlood({ shared }: BenchContext, rate: number): Omit<Sent, 'bare'> | null {
  const filo = shared.floods?.filo.get(rate)
  const minimal = shared.floods?.minimal.get(rate)
  if (!filo || !minimal) return null
  return { filo: filo.map(({ sendMs }) => sendMs), minimal: minimal.map(({ sendMs }) => sendMs) }
}

async function byThemselves(context: BenchContext, rate: number): Promise<Omit<Sent, 'bare'>> {
  const { seconds, rounds } = context.isQuick ? QUICK : FULL
  const sent = { filo: [] as number[][], minimal: [] as number[][] }
  for (let round = 0; round < rounds; round++) {
    const both: Client[] = ['filo', 'minimal']
    for (const client of round % 2 === 0 ? both : both.reverse()) {
      const folder = join(context.folder, `${client}-${rate}-${round}`)
      const course = await runFlood({ client, rate, seconds, endsAtOnce: true, folder })
      sent[client].push(course.sendMs)
    }
    context.say(`${rate}/s, round ${round + 1}: ${sent.filo.at(-1)?.length ?? 0} sent`)
  }
  return sent
}

function figuresOf(rate: number, sent: Sent): Figure[] {
  const name = `Enter to arrival ${rate === 0 ? 'idle' : `at ${rate}/s`}`
  const minimal = { name: 'minimal client', rounds: sent.minimal }
  const bare = { name: 'one emit of a bare process', rounds: sent.bare }
  const inFlood = { aim: { of: 'value', atMost: MOST_IN_FLOOD_MS } } as const
  const idle = { aim: { of: 'ratio', atMost: MOST_OVER_MINIMAL } } as const
  return (['p50', 'p99'] as const).flatMap((quote) => {
    const beside = figureOfRounds({
      ...{ name, unit: 'ms', quote, rounds: sent.filo, baseline: minimal },
      ...(rate === 0 ? idle : quote === 'p99' && rate === 20_000 ? inFlood : {})
    })
    const curve = { of: `Enter to arrival, ${quote}`, over: 'messages a second' as const, at: rate }
    return [
      rate === 0 ? beside : onCurve(beside, curve),
      figureOfRounds({ name, unit: 'ms', quote, rounds: sent.filo, baseline: bare })
    ]
  })
}
