// What the Inspector costs with a hundred thousand events in it: its elements, appending, scrolling, and keys in a flood.
import { join } from 'node:path'
import { figureOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { InspectorCourse, type Felt } from './support/inspector-course.ts'

const FULL = { events: 100_000, seconds: 6 }
const QUICK = { events: 10_000, seconds: 2 }
/** Where the cost at many is compared from. */
const FEW = 100
/** Events a second: to fill it, to measure what one costs, and while keys are pressed. */
const FILL_RATE = 4_000
const TRICKLE = 200
const FLOOD = 2_000
/** A screen of them, and some beyond both edges. */
const MOST_ROWS = 120

export const inspectorBench: Bench = {
  name: 'inspector',
  about:
    'the Inspector holding 100,000 events beside holding 100, and keys pressed beside it while a flood runs',
  minutes: { full: 1, quick: 0.5 },
  run: async (context) => {
    const course = await InspectorCourse.open(join(context.folder, 'person'))
    try {
      return await measure(course, context)
    } finally {
      await course.close()
    }
  }
}

async function measure(course: InspectorCourse, context: BenchContext): Promise<Figure[]> {
  const { events, seconds } = context.isQuick ? QUICK : FULL
  const closed = await course.type('Message', FLOOD, seconds)
  context.say(`keys while it is closed: ${closed.keys.length}`)
  await course.openInspector()
  const open = await course.type('Event', FLOOD, seconds)
  await course.clear()
  await course.fill(FEW, FILL_RATE)
  const few = await course.append(TRICKLE, seconds)
  const shortScroll = await course.scroll(seconds)
  await course.fill(events, FILL_RATE)
  context.say(`holds ${await course.held()} events`)
  const rows = await course.rowsDrawn()
  const many = await course.append(TRICKLE, seconds)
  const longScroll = await course.scroll(seconds)
  const full = await course.type('Event', FLOOD, seconds)
  return [
    figureOf({
      ...{ name: `lines drawn of ${events} events`, unit: 'lines', quote: 'max', samples: [rows] },
      aim: { of: 'value', atMost: MOST_ROWS }
    }),
    figureOf({
      ...{ name: `window's work per event held by ${events}`, unit: 'ms', samples: many },
      baseline: { name: `held by ${FEW}`, samples: few },
      aim: { of: 'ratio', atMost: 1.5 }
    }),
    ...scrolled(events, longScroll, shortScroll),
    keys('open, in a flood', open, closed),
    keys(`open with ${events}, in a flood`, full, closed)
  ]
}

function scrolled(events: number, long: Felt, short: Felt): Figure[] {
  const name = `frame gap while scrolling through ${events}`
  const baseline = { name: 'through a few', samples: gaps(short) }
  return (['p95', 'max'] as const).map((quote) =>
    figureOf({ name, unit: 'ms', quote, samples: gaps(long), baseline })
  )
}

function keys(how: string, felt: Felt, closed: Felt): Figure {
  return figureOf({
    ...{ name: `key to frame, Inspector ${how}`, unit: 'ms', quote: 'p99', samples: felt.keys },
    baseline: { name: 'closed, same flood', samples: closed.keys }
  })
}

function gaps({ framesAt }: Felt): number[] {
  return framesAt.slice(1).map((at, index) => at - (framesAt[index] ?? at))
}
