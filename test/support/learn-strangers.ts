// Servers of nobody, written down before the learner was tuned: how they talk, what they want, what their page says.
/*
 * In `learn-strangers.json`, `{{me}}`, `{{room}}`, `{{text}}`, `{{password}}`, `{{email}}` stand for what
 * the person filled in, other blanks for what each client makes for itself.
 */
import type { LearnServer } from './learn-sessions.ts'
import written from './learn-strangers.json'

/** Conversations in many shapes and languages. */
export const strangers = written as LearnServer[]

interface Quiet {
  id: string
  everyMs: number
  told: { event: string; args: unknown[] }[]
}

function many(event: string, everyMs: number, make: (number: number) => unknown[]): Quiet['told'] {
  return Array.from({ length: Math.min(40, Math.ceil(60_000 / everyMs)) }, (_, number) => ({
    event,
    args: make(number)
  }))
}

function pick<Item>(items: readonly [Item, ...Item[]], number: number): Item {
  return items[number % items.length] ?? items[0]
}

/** Traffic in which people and words may occur, and nobody talks. */
export const quietStrangers: Quiet[] = [
  {
    id: 'chess',
    everyMs: 3000,
    told: many('move', 3000, (n) => [
      {
        by: pick(['Ana', 'Bo'], n),
        from: 'e2',
        to: 'e4',
        san: pick(['Nf3', 'e4', 'O-O', 'Bb5'], n)
      }
    ])
  },
  {
    id: 'auction',
    everyMs: 2000,
    told: many('bid', 2000, (n) => [
      { bidder: pick(['Ana', 'Bo', 'Cleo'], n), amount: 100 + n * 5, lot: 'Old clock' }
    ])
  },
  {
    id: 'server-log',
    everyMs: 400,
    told: many('log', 400, (n) => [
      {
        level: pick(['info', 'debug', 'warn'], n),
        message: pick(
          ['worker started', 'connection accepted from pool', 'cache miss for key', 'job finished'],
          n
        ),
        pid: 4000 + (n % 4),
        time: 1772368496000 + n * 400
      }
    ])
  },
  {
    id: 'cursors',
    everyMs: 120,
    told: many('cursor', 120, (n) => [{ user: pick(['Ana', 'Bo'], n), line: n, column: n * 2 }])
  },
  {
    id: 'board-of-cards',
    everyMs: 4000,
    told: many('card moved', 4000, (n) => [
      {
        card: 'c-' + (n % 5),
        column: pick(['todo', 'doing', 'done'], n),
        by: pick(['Ana', 'Bo'], n)
      }
    ])
  },
  {
    id: 'weather',
    everyMs: 5000,
    told: many('weather', 5000, (n) => [
      {
        city: pick(['Turin', 'Oslo'], n),
        sky: pick(['light rain', 'clear sky'], n),
        celsius: 11 + n
      }
    ])
  },
  {
    id: 'departures',
    everyMs: 3000,
    told: many('departure', 3000, (n) => [
      { train: 'R ' + (1200 + n), platform: n % 9, status: pick(['on time', 'delayed 5 min'], n) }
    ])
  },
  {
    id: 'home-automation',
    everyMs: 900,
    told: many('mqtt', 900, (n) => [
      pick(['home/kitchen/light', 'home/hall/door'], n),
      pick(['ON', 'OFF'], n)
    ])
  },
  {
    id: 'calls',
    everyMs: 700,
    told: many('signal', 700, (n) => [
      {
        from: pick(['a1', 'b2'], n),
        sdp: 'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-',
        type: 'offer'
      }
    ])
  },
  {
    id: 'file-sync',
    everyMs: 600,
    told: many('change', 600, (n) => [
      {
        path: `/docs/report-${n}.txt`,
        hash: `9f8e7d6c5b4a39281706f5e4d3c2b1a${n % 10}`,
        size: n * 100
      }
    ])
  },
  {
    id: 'votes',
    everyMs: 2500,
    told: many('poll', 2500, (n) => [
      { question: 'Where do we meet?', votes: { park: n, station: n * 2 }, open: true }
    ])
  }
]
