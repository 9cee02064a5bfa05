// Holds the search while more comes than is indexed at once: nothing is lost, and what is missing is said.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../src-main/base/sql.ts'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { SearchAnswer } from '../../../src-preload/contract/store-calls.ts'
import type { PaceClock } from '../../../src-main/store/pace.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import {
  addRoom,
  commit,
  live,
  must,
  openRig,
  page,
  said,
  SERVER,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

let rig: Rig

beforeEach(async () => {
  rig = openRig()
  await addRoom(rig)
})
afterEach(() => rig.end())

const ask = async (query: string): Promise<SearchAnswer> =>
  must(await rig.window.ask.search({ query, conversationId: null, limit: 20, cursor: null }))
const found = async (query: string): Promise<string[]> =>
  (await ask(query)).hits.map((hit) => hit.pieces.map(({ text }) => text).join(''))

function inFile<T>(work: (database: Database) => T): T {
  const database = openDatabase(rig.path)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

const left = (): number =>
  inFile((db) => Number(db.prepare('SELECT count(*) AS n FROM parts_waiting').get()?.['n']))

const indexed = async (): Promise<void> => {
  while (left() > 0) await settleDown(30)
}

/** Makes a flood of it: what is committed now is indexed later. */
async function flood(events: KeptEvent[]): Promise<void> {
  const many = Array.from({ length: 1_600 }, (_, n) =>
    said(`older ${n}`, { remoteId: `o${n}`, time: START - 100_000 + n })
  )
  await commit(rig, [page(many, 'before')])
  await commit(rig, events)
}

const words = [
  live(said('plum', { remoteId: 'a' })),
  live(said('pear', { remoteId: 'b' })),
  live(said('apple', { remoteId: 'c' })),
  live(said('', { remoteId: 'd' }))
]

/** Throws where an entry is missing, doubled or left behind. */
const checkIndex = (): void =>
  inFile((db) =>
    db.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  )

it('says since when words are found, until all are', async () => {
  await flood(words)
  const first = await ask('apple')
  expect(first).toMatchObject({ hits: [], coverage: { state: 'building' } })
  expect(first.coverage.wordsSince).toBeGreaterThan(0)
  await indexed()
  await expect
    .poll(async () => (await ask('apple')).coverage.state, { timeout: 5_000 })
    .toBe('whole')
  expect(await found('apple')).toEqual(['apple'])
  rig.store.close()
  checkIndex()
})

it('finds what was changed, deleted and purged before it was indexed as it is by then', async () => {
  await flood(words)
  await commit(rig, [
    { kind: 'edit', remoteId: 'a', conversation: null, text: 'cherry' },
    { kind: 'edit', remoteId: 'd', conversation: null, text: 'melon' },
    { kind: 'delete', remoteId: 'b', conversation: null }
  ])
  await indexed()
  expect([
    await found('plum'),
    await found('pear'),
    await found('cherry'),
    await found('melon')
  ]).toEqual([[], [], ['cherry'], ['melon']])
  await flood([live(said('fig', { remoteId: 'e' }))])
  must(await rig.window.ask.removeServer({ serverId: SERVER }))
  await indexed()
  rig.store.close()
  checkIndex()
})

it('goes on after an end in the middle of it', async () => {
  await flood(words)
  rig.reopen()
  await indexed()
  expect(await found('pear')).toEqual(['pear'])
  rig.store.close()
  checkIndex()
})

/** A clock that stands until it is set; what is due by then runs when it is told to. */
class HandClock implements PaceClock {
  #now = 0
  #tasks: { at: number; work: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(delayMs: number, work: () => void): () => void {
    const task = { at: this.#now + delayMs, work }
    this.#tasks.push(task)
    return () => (this.#tasks = this.#tasks.filter((one) => one !== task))
  }

  /** Sets it on, and runs what is due by then, but not what that plans anew. */
  pass(ms: number): void {
    this.#now += ms
    const due = this.#tasks.filter(({ at }) => at <= this.#now)
    this.#tasks = this.#tasks.filter((task) => !due.includes(task))
    for (const { work } of due) work()
  }
}

it('indexes without a pause while nobody asks, and gives way at once to whoever does', async () => {
  await flood(words)
  rig.store.close()
  // Whatever was indexed by then waits again.
  inFile((db) => db.exec('INSERT OR IGNORE INTO parts_waiting (id) SELECT id FROM messages'))
  const clock = new HandClock()
  const store = must<Store>(openStore({ path: rig.path, encryptionKey: null, clock }))
  const taken = (ms: number): number => {
    const before = left()
    clock.pass(ms)
    return before - left()
  }
  expect([taken(1_000), taken(0), taken(0)]).toEqual([200, 200, 200])
  must(store.facts())
  expect([taken(0), taken(0), taken(14), taken(1)]).toEqual([0, 0, 0, 200])
  expect([taken(0), taken(15)]).toEqual([0, 200])
  expect([taken(500), taken(0), taken(0)]).toEqual([200, 200, 200])
  store.close()
  rig.reopen()
})

it.each(['message_index', 'message_parts'])(
  'loses nothing where %s breaks meanwhile',
  async (table) => {
    await flood(words)
    rig.store.close()
    inFile((db) => db.exec(`UPDATE ${table}_data SET block = x'0102030405' WHERE id > 1`))
    rig.reopen()
    await ask('older')
    await ask('lder')
    await indexed()
    await expect.poll(() => found('apple')).toEqual(['apple'])
    rig.store.close()
    checkIndex()
  }
)
