// Which faults happen when: drawn from a seed and from nothing else, so that a failing run can be repeated.
import type { Chance } from '../../support/chance.ts'

/** The servers that the person is on; each is reached through a proxy of its own. */
export const places = ['host', 'once', 'silent'] as const
export type PlaceName = (typeof places)[number]

/** What is ended or halted: the app's processes and Filo's own host. */
export const victims = ['store', 'network', 'host'] as const
export type Victim = (typeof victims)[number]

export type Fault =
  /** The connection ends at once, by RST or by FIN. */
  | { kind: 'cut'; place: PlaceName; how: 'rst' | 'fin' }
  /** Nothing moves, then everything that waited does. */
  | { kind: 'stall'; place: PlaceName; forMs: number }
  /** What goes one way is swallowed and nobody is told; the connection looks alive. */
  | { kind: 'half-open'; place: PlaceName; way: 'up' | 'down' | 'both'; forMs: number }
  | { kind: 'delay'; place: PlaceName; byMs: number; forMs: number }
  /** Segments come in crumbs, at times that have nothing to do with when they were sent. */
  | { kind: 'trickle'; place: PlaceName; forMs: number }
  | { kind: 'corrupt'; place: PlaceName; way: 'up' | 'down' }
  /** Nobody listens: each try to connect is reset. */
  | { kind: 'refuse'; place: PlaceName; forMs: number }
  /** SIGKILL, `times` in a row with `pauseMs` between. */
  | { kind: 'kill'; victim: Victim; times: number; pauseMs: number }
  /** SIGSTOP, then SIGCONT. */
  | { kind: 'halt'; victim: Victim; forMs: number }
  /** The server without idempotency drops everybody and is away for a while. */
  | { kind: 'outage'; place: 'once' | 'silent'; forMs: number }
  /** Not a byte is left on the disk that the app's database lies on. */
  | { kind: 'disk-full'; forMs: number }
  /** The wall clock of the app, or of the host, is set. */
  | { kind: 'clock'; of: 'app' | 'host'; toMs: number }
  /** The computer sleeps: all stands still, hours pass, connections are gone, and it wakes. */
  | { kind: 'sleep'; forMs: number; hours: number }

export type FaultKind = Fault['kind']
export type Planned = Fault & { atMs: number }

const HOUR_MS = 3_600_000

/** One of each is in every plan; the rest is drawn by these weights. */
const weights: Record<FaultKind, number> = {
  cut: 5,
  stall: 3,
  'half-open': 3,
  delay: 2,
  trickle: 3,
  corrupt: 3,
  refuse: 2,
  kill: 6,
  halt: 3,
  outage: 2,
  'disk-full': 2,
  clock: 3,
  sleep: 1
}

/** Draws `count` faults, `everyMs` apart on average. */
export function drawPlan(chance: Chance, count: number, everyMs: number): Planned[] {
  const kinds = Object.keys(weights) as FaultKind[]
  const bag = kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind))
  // Each process is killed in every plan, and the clock goes both ways.
  const certain: Fault[] = [
    ...kinds
      .filter((kind) => kind !== 'kill' && kind !== 'clock')
      .map((kind) => draw(kind, chance)),
    ...victims.map((victim) => ({ ...killOf(chance), victim })),
    { kind: 'clock', of: 'app', toMs: 5 * HOUR_MS },
    { kind: 'clock', of: 'app', toMs: -3 * HOUR_MS }
  ]
  const rest = Array.from({ length: Math.max(0, count - certain.length) }, () =>
    draw(chance.pick(bag), chance)
  )
  let atMs = 0
  return chance.shuffled([...certain, ...rest]).map((fault) => {
    atMs += Math.round(everyMs * (0.25 + 1.5 * chance.next()))
    return { ...fault, atMs }
  })
}

function killOf(chance: Chance): Extract<Fault, { kind: 'kill' }> {
  const times = chance.happens(0.2) ? chance.between(2, 3) : 1
  return { kind: 'kill', victim: chance.pick(victims), times, pauseMs: chance.between(30, 900) }
}

const makers: { [Kind in FaultKind]: (chance: Chance) => Extract<Fault, { kind: Kind }> } = {
  cut: (chance) => ({ kind: 'cut', place: chance.pick(places), how: chance.pick(['rst', 'fin']) }),
  stall: (chance) => ({
    kind: 'stall',
    place: chance.pick(places),
    forMs: chance.between(300, 6_000)
  }),
  'half-open': (chance) => ({
    kind: 'half-open',
    place: chance.pick(places),
    way: chance.pick(['up', 'down', 'both']),
    forMs: chance.between(500, 8_000)
  }),
  delay: (chance) => ({
    kind: 'delay',
    place: chance.pick(places),
    byMs: chance.between(20, 600),
    forMs: chance.between(500, 5_000)
  }),
  trickle: (chance) => ({
    kind: 'trickle',
    place: chance.pick(places),
    forMs: chance.between(500, 4_000)
  }),
  corrupt: (chance) => ({
    kind: 'corrupt',
    place: chance.pick(places),
    way: chance.pick(['up', 'down'])
  }),
  refuse: (chance) => ({
    kind: 'refuse',
    place: chance.pick(places),
    forMs: chance.between(300, 4_000)
  }),
  kill: killOf,
  halt: (chance) => ({
    kind: 'halt',
    victim: chance.pick(victims),
    forMs: chance.between(200, 4_500)
  }),
  outage: (chance) => ({
    kind: 'outage',
    place: chance.pick(['once', 'silent']),
    forMs: chance.between(100, 3_000)
  }),
  'disk-full': (chance) => ({ kind: 'disk-full', forMs: chance.between(300, 3_500) }),
  clock: (chance) => ({
    kind: 'clock',
    of: chance.pick(['app', 'app', 'host']),
    toMs: Math.round((chance.next() * 2 - 1) * chance.pick([1, 30, 24 * 6]) * HOUR_MS)
  }),
  sleep: (chance) => ({
    kind: 'sleep',
    forMs: chance.between(500, 3_000),
    hours: chance.between(1, 12)
  })
}

function draw(kind: FaultKind, chance: Chance): Fault {
  return makers[kind](chance)
}
