// From Enter to the message's arrival at the server, in quiet and in a flood.
import { join } from 'node:path'
import { figureOfRounds, type Bench, type BenchContext, type Figure } from './figure.ts'
import { runBareEmits } from './support/emit-course.ts'
import { runFlood, type Client } from './support/flood-course.ts'

const FULL = { rates: [0, 100, 1_000, 5_000, 20_000], seconds: 15, rounds: 3 }
const QUICK = { rates: [0, 20_000], seconds: 4, rounds: 1 }
/** A message every 200 ms. */
const WORD_KEYS = 4
const MOST_OVER_MINIMAL = 1.5
const MOST_IN_FLOOD_MS = 20

export const sendBench: Bench = {
  name: 'send',
  about:
    'from Enter to the arrival at the server, the message on disk first, beside one emit of a bare process and the minimal client',
  run: async (context) => {
    const { rates } = context.isQuick ? QUICK : FULL
    const figures: Figure[] = []
    for (const rate of rates) figures.push(...(await atRate(context, rate)))
    return figures
  }
}

async function atRate(context: BenchContext, rate: number): Promise<Figure[]> {
  const { seconds, rounds } = context.isQuick ? QUICK : FULL
  const sent = { filo: [] as number[][], minimal: [] as number[][], bare: [] as number[][] }
  for (let round = 0; round < rounds; round++) {
    const both: Client[] = ['filo', 'minimal']
    for (const client of round % 2 === 0 ? both : both.reverse()) {
      const folder = join(context.folder, `${client}-${rate}-${round}`)
      const flood = { client, rate, seconds, wordKeys: WORD_KEYS, endsAtOnce: true, folder }
      sent[client].push((await runFlood(flood)).sendMs)
    }
    sent.bare.push(await runBareEmits(rate, seconds))
    context.say(`${rate}/s, round ${round + 1}: ${sent.filo.at(-1)?.length ?? 0} sent`)
  }
  return figuresOf(rate, sent)
}

function figuresOf(
  rate: number,
  sent: { filo: number[][]; minimal: number[][]; bare: number[][] }
): Figure[] {
  const name = `Enter to arrival ${rate === 0 ? 'idle' : `at ${rate}/s`}`
  const minimal = { name: 'minimal client', rounds: sent.minimal }
  const bare = { name: 'one emit of a bare process', rounds: sent.bare }
  const inFlood = { aim: { of: 'value', atMost: MOST_IN_FLOOD_MS } } as const
  const idle = { aim: { of: 'ratio', atMost: MOST_OVER_MINIMAL } } as const
  return (['p50', 'p99'] as const).flatMap((quote) => [
    figureOfRounds({
      ...{ name, unit: 'ms', quote, rounds: sent.filo, baseline: minimal },
      ...(rate === 0 ? idle : quote === 'p99' && rate === 20_000 ? inFlood : {})
    }),
    figureOfRounds({ name, unit: 'ms', quote, rounds: sent.filo, baseline: bare })
  ])
}
