// Property: however a connection breaks and pages get lost, what is missing is booked, and at last all is here once, in order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import { CatchUpCourse, type FetchedPage } from '../../../src-main/network/catch-up-course.ts'
import type { HistoryCursor } from '../../../src-main/ports/store-network-calls.ts'
import {
  addRoom,
  commit,
  live,
  must,
  openRig,
  page,
  room,
  said,
  SERVER,
  START,
  type Rig
} from './store-rig.ts'

type Step =
  | { kind: 'say'; count: number }
  | { kind: 'cut' }
  | { kind: 'connect'; recovers: boolean; first: number }
  | { kind: 'fetch'; pages: number; abreast: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      count: fc.integer({ min: 1, max: 12 })
    })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      recovers: fc.boolean(),
      first: fc.nat(4)
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fetch' as const),
      pages: fc.integer({ min: 0, max: 4 }),
      abreast: fc.nat(3)
    })
  }
)

/** How a server pages: how many at once, how honest it is about more, what it repeats. */
interface Manner {
  limit: number
  tellsMore: boolean
  overlap: number
  numbers: boolean
}
const manner = fc.record({
  limit: fc.integer({ min: 1, max: 9 }),
  tellsMore: fc.boolean(),
  overlap: fc.nat(2),
  numbers: fc.boolean()
})

/** A server with one room, and the person's line to it. */
class Play {
  readonly #rig: Rig
  readonly #manner: Manner
  readonly #said: InboundMessage[] = []
  #isUp = false
  /** How far the server's clock was set back, ms. */
  #behindMs = 0
  /** How many the line has delivered or skipped: what recovery goes on from. */
  #delivered = 0

  constructor(rig: Rig, how: Manner) {
    this.#rig = rig
    this.#manner = how
  }

  async run(one: Step): Promise<void> {
    if (one.kind === 'say') await this.say(one.count)
    if (one.kind === 'cut') this.#isUp = false
    if (one.kind === 'connect') await this.connect(one.recovers, one.first)
    if (one.kind === 'fetch' && this.#isUp) await this.fetch(one.pages, one.abreast, false)
  }

  setClockBack(ms: number): void {
    this.#behindMs += ms
  }

  async say(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const at = this.#said.length
      this.#rig.clock.now = Math.max(this.#rig.clock.now, START) + 500
      this.#said.push(
        said(`word ${at}`, {
          remoteId: `m${at}`,
          time: this.#rig.clock.now - this.#behindMs,
          seq: this.#manner.numbers ? at + 1 : null
        })
      )
      if (this.#isUp) await this.#deliver()
    }
  }

  async connect(recovers: boolean, first: number): Promise<void> {
    if (this.#isUp) return
    this.#isUp = true
    if (recovers && this.#delivered > 0) return await this.#deliver()
    await commit(this.#rig, [{ kind: 'break' }])
    this.#delivered = this.#said.length
    await this.say(first)
  }

  /** Catches up with so many pages before the line goes; `wholly`: with all. */
  async fetch(pages: number, wordsBetween: number, wholly: boolean): Promise<void> {
    let left = pages
    const conversationId = await this.conversationId()
    await new Promise<void>((over) => {
      const course = new CatchUpCourse({
        isRecovered: false,
        areCounted: false,
        stands: () => true,
        page: async (_conversation, cursor) => {
          if (!wholly && left-- <= 0) {
            course.end()
            return refuse('server-closed', undefined, true)
          }
          if (!wholly && wordsBetween > 0 && left % 2 === 0) await this.say(wordsBetween)
          return await this.#page(cursor)
        },
        gaps: async () =>
          must(await this.#rig.network.ask.listGaps({ serverId: SERVER, conversationId })),
        closeGap: (gapId) => void this.#rig.network.ask.closeGap({ gapId }),
        onFailed: () => undefined,
        onIdle: () => over()
      })
      course.add(room, false)
    })
  }

  async conversationId(): Promise<number> {
    const found = must(
      await this.#rig.network.ask.conversationId({ serverId: SERVER, remoteId: room.remoteId })
    )
    return found.conversationId ?? 0
  }

  get all(): string[] {
    return this.#said.map(({ text }) => text)
  }

  async #deliver(): Promise<void> {
    const fresh = this.#said.slice(this.#delivered)
    this.#delivered = this.#said.length
    if (fresh.length > 0)
      await commit(
        this.#rig,
        fresh.map((message) => live(message))
      )
  }

  async #page(cursor: HistoryCursor['oldest']): Promise<Result<FetchedPage>> {
    const { limit, overlap, tellsMore } = this.#manner
    const at = cursor
      ? this.#said.findIndex(({ remoteId }) => remoteId === cursor.remoteId)
      : this.#said.length
    const end = cursor ? Math.min(this.#said.length, at + overlap) : at
    const start = Math.max(0, at - limit)
    const messages = this.#said.slice(start, end)
    const more = tellsMore ? start > 0 : null
    const added = await commit(this.#rig, [page(messages, cursor ? 'before' : 'latest', more)])
    const [first] = messages
    return done({
      added,
      more,
      oldest:
        first && at > start
          ? { remoteId: first.remoteId, seq: first.seq, time: first.time ?? 0 }
          : null
    })
  }
}

interface Books {
  words: { text: string; position: number }[]
  gaps: { after: number; before: number }[]
}

async function readBooks(rig: Rig, conversationId: number): Promise<Books> {
  const anchor = { at: 'end' as const }
  const opened = must(await rig.window.ask.openRange({ conversationId, anchor, rows: 400 }))
  must(await rig.window.ask.closeRange({ rangeId: opened.rangeId }))
  return {
    words: opened.messages.map(({ text, position }) => ({ text, position })),
    gaps: opened.gaps.map(({ afterPosition: after, beforePosition: before }) => ({ after, before }))
  }
}

/** Order, no doubles, and a gap wherever two neighbours are not neighbours on the server. */
function check(play: Play, { words, gaps }: Books): void {
  const numbers = words.map(({ text }) => play.all.indexOf(text))
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  for (const [index, here] of words.entries()) {
    const next = words[index + 1]
    if (!next || numbers[index + 1] === (numbers[index] ?? 0) + 1) continue
    const isBooked = gaps.some(
      ({ after, before }) => after <= here.position && before >= next.position
    )
    expect(isBooked, `${here.text} … ${next.text} is not booked`).toBe(true)
  }
}

/** Once all was fetched, all is here once and in order, and nothing is booked. */
async function expectWhole(play: Play, rig: Rig, conversationId: number): Promise<void> {
  await play.fetch(0, 0, true)
  const { words, gaps } = await readBooks(rig, conversationId)
  expect(words.map(({ text }) => text)).toEqual(play.all)
  expect(gaps).toEqual([])
}

describe('a history with interruptions', () => {
  it('has every missing stretch in the books, and in the end everything once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        manner,
        fc.array(step, { minLength: 3, maxLength: 14 }),
        async (how, steps) => {
          const rig = openRig()
          try {
            const id = await addRoom(rig)
            const play = new Play(rig, how)
            await play.connect(false, 0)
            await play.say(2)
            for (const one of steps) {
              await play.run(one)
              check(play, await readBooks(rig, id))
            }
            await play.connect(false, 0)
            await expectWhole(play, rig, id)
          } finally {
            rig.end()
          }
        }
      ),
      { numRuns: 40 }
    )
  }, 60_000)

  it('goes on behind a page that seems older than all, for the server set its clock back', async () => {
    const rig = openRig()
    try {
      const id = await addRoom(rig)
      const play = new Play(rig, { limit: 2, tellsMore: true, overlap: 0, numbers: true })
      await play.connect(false, 0)
      await play.say(2)
      await play.run({ kind: 'cut' })
      play.setClockBack(3_600_000)
      await play.say(6)
      await play.connect(false, 1)
      await expectWhole(play, rig, id)
    } finally {
      rig.end()
    }
  })
})
