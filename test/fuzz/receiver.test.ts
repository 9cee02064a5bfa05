// A million malformed and hostile events through the whole receiver, over every preset: it stays sound, quick and small.
/*
 * FILO_FUZZ_EVENTS sets how many in all. "Quick" is CPU time of the process (process.cpuUsage): an event that
 * took long by the clock is read twice more, and counts as slow only if the CPU was busy with it each time.
 */
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLog } from '../../src-main/base/log.ts'
import { compileDialect } from '../../src-main/dialects/compile.ts'
import type { CompiledDialect } from '../../src-main/dialects/compiled.ts'
import { blankDialect } from '../../src-main/dialects/learn/resume.ts'
import { presets } from '../../src-main/dialects/presets.ts'
import { Tutor } from '../../src-main/dialects/learn/tutor.ts'
import type { DialectDocument } from '../../src-main/dialects/schema.ts'
import { openDesk, type Desk } from '../../src-main/network/receiver/desk.ts'
import type {
  AckSource,
  CommitRequest,
  Frame,
  Lesson
} from '../../src-main/network/thread-calls.ts'
import { done } from '../../src-preload/contract/failure.ts'
import { keptEventSchema } from '../../src-preload/contract/inbound.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { openChance } from '../support/chance.ts'
import { entryOf, preset } from '../support/dialects.ts'
import facts from '../support/dialect-facts.json'
import { openTalk, type Said } from '../support/hostile-talk.ts'
import { FakeClock } from '../support/network/fake-clock.ts'
import { MemoryStore } from '../support/network/memory-store.ts'

const seed = Number(process.env['FILO_SEED'] ?? Math.floor(Math.random() * 1e9))
const TOTAL = Number(
  process.env['FILO_FUZZ_EVENTS'] ?? (process.env['FILO_SHORT'] ? 50_000 : 1_000_000)
)
const SUBJECTS = presets.length + 2
const EACH = Math.ceil(TOTAL / SUBJECTS)
const SLOW_MS = 50
/** What all that was read may leave behind in this process, bytes. */
const MAX_GROWTH = 40_000_000
const again = `FILO_SEED=${seed} npm run test:fuzz`

const nowhere = {
  url: 'http://127.0.0.1',
  generation: 'auto',
  transports: 'auto',
  query: {},
  headers: {},
  auth: {}
} as const

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void
let heapBefore = 0

beforeAll(() => {
  console.log(`fuzz: ${TOTAL} events, seed ${seed}; again: ${again}`)
  collect()
  heapBefore = process.memoryUsage().heapUsed
})

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Does the work; how long it took at its quickest, ms, tried again only where it was slow. */
function quickest(work: () => void): number {
  const startedAt = performance.now()
  work()
  const tookMs = performance.now() - startedAt
  return tookMs < SLOW_MS / 2 ? tookMs : Math.min(tookMs, cpuMs(work), cpuMs(work))
}

const wordsOf = (document: unknown): string[] => [
  ...new Set(JSON.stringify(document).match(/[A-Za-z_@][\w:@-]*/g) ?? ['text'])
]
const eventsOf = (document: unknown): string[] =>
  (document as { inbound: { on: string | string[] }[] }).inbound.flatMap(({ on }) => on)
const samplesOf = (id: string): Said[] => (facts as Partial<Record<string, Said[]>>)[id] ?? []

/**
 * The receiver's desk of one server, with a store that takes only what the contract allows.
 * @param document what the server is learned into; null: it is spoken to in the preset of this id
 */
function openSubject(id: string, document: DialectDocument | null = null) {
  const clock = new FakeClock()
  const names: string[] = []
  const check = ({ events }: CommitRequest): void => {
    for (const event of events) {
      const { issues } = v.safeParse(keptEventSchema, event)
      if (issues) throw new Error(`${issues[0].message} in ${JSON.stringify(event).slice(0, 500)}`)
    }
  }
  const problems: unknown[] = []
  let lesson: Lesson | null = null
  const desk: Desk = openDesk({
    link: new MemoryStore().addLink({ connect: nowhere, dialectId: id }),
    dialect: document ? compiledOf(document) : preset(id),
    clock,
    batchPrefix: 'fuzz',
    log: { ...openLog('fuzz'), warn: () => undefined },
    isAlone: () => false,
    commit: (request) => {
      try {
        check(request)
      } catch (problem) {
        problems.push(problem)
      }
      return Promise.resolve(done({ added: 0 }))
    },
    tell: (name, payload) => {
      if (name === 'lessonChanged') lesson = payload as Lesson
      if (name === 'framesRefused' && (payload as { why: string }).why === 'unreadable') {
        problems.push(new Error('the dialect threw'))
      }
    },
    onTyping: (_remoteId, typing) => void names.push(...typing),
    onMembers: () => undefined,
    learning: () => document,
    onRead: () => undefined
  })
  return { desk, clock, names, problems, lesson: () => lesson }
}

const ackSources = (id: string): AckSource[] => [
  ...preset(id).join.map((_, step) => ({ kind: 'join' as const, step })),
  ...(['send', 'edit', 'delete', 'react', 'read'] as const).map((intent) => ({
    kind: 'entry' as const,
    entry: entryOf({ intent, targetRemoteId: '1' })
  }))
]

/** CPU time of this process meanwhile, ms. */
async function thinking(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function compiledOf(document: DialectDocument): CompiledDialect {
  const compiled = compileDialect(document)
  if (!compiled.ok) throw new Error('it does not compile')
  return compiled.value
}

describe('whatever a server sends', () => {
  it.each(presets.map(({ id, document }) => ({ id, document })))(
    '$id: the receiver reads on',
    async ({ id, document }) => {
      const chance = openChance(seed).branch(id)
      const talk = openTalk({
        chance,
        words: wordsOf(document),
        events: [...eventsOf(document), 'unheard of'],
        samples: samplesOf(id)
      })
      const { desk, clock, names, problems } = openSubject(id)
      const sources = ackSources(id)
      for (let seq = 1; seq <= EACH; seq++) {
        const { event, args } = talk()
        const ackToken = chance.happens(0.05) ? seq : null
        const frame: Frame = { seq, event, args, at: clock.now(), bytes: 10, ackToken }
        const tookMs = quickest(() => desk.reader.readFrames([frame]))
        if (tookMs > SLOW_MS)
          throw new Error(`${tookMs} ms for ${describeSaid({ event, args })}; ${again}`)
        if (seq % 50 === 0) {
          void desk.reader.applyAck(chance.pick(sources), args)
          await clock.pass(20)
        }
      }
      await clock.pass(10_000)
      expect(problems, again).toEqual([])
      expect(
        names.filter((name) => name.length > limits.name),
        again
      ).toEqual([])
      const { people, vars } = desk.reader.session
      expect(people.size).toBeLessThanOrEqual(5_000)
      expect(Object.keys(vars).length).toBeLessThanOrEqual(61)
      expect(({} as { b?: number }).b).toBeUndefined()
      desk.close()
    },
    600_000
  )

  it("the receiver learns on, whatever is said with the person's yes or by hand", async () => {
    const chance = openChance(seed).branch('learning')
    const known = Object.values(facts as Record<string, Said[]>).flat()
    const talk = openTalk({
      chance,
      words: wordsOf(known),
      events: [...new Set(known.map(({ event }) => event))].slice(0, 60),
      samples: known
    })
    const { desk, clock, problems, lesson } = openSubject('', blankDialect('learned-x', 'x'))
    const apprentice = desk.schooling.apprentice
    if (!apprentice) throw new Error('nothing is learned')
    for (let seq = 1; seq <= EACH; seq++) {
      const { event, args } = talk()
      const frame: Frame = { seq, event, args, at: clock.now(), bytes: 200, ackToken: null }
      const tookMs = quickest(() => desk.reader.readFrames([frame]))
      if (tookMs > SLOW_MS)
        throw new Error(`${tookMs} ms for ${describeSaid({ event, args })}; ${again}`)
      if (seq % 25 !== 0) continue
      const { introductions = [], sends = [] } = lesson() ?? {}
      const [tried] = chance.happens(0.5) ? introductions : sends
      const said = { proposalId: tried?.id ?? 'none', step: 0, at: clock.now() }
      apprentice.emitted({ ...said, args })
      apprentice.answered({ ...said, args: chance.happens(0.5) ? args : null })
      apprentice.emittedByHand({ id: seq, event, args, at: clock.now() })
      apprentice.answeredByHand({ id: seq, args })
      const thoughtMs = await thinking(() => clock.pass(300))
      if (thoughtMs > SLOW_MS) throw new Error(`${thoughtMs} ms to think; ${again}`)
    }
    await clock.pass(10_000)
    expect(problems, again).toEqual([])
    desk.close()
  }, 600_000)

  it('the learner goes on watching', () => {
    const known = Object.values(facts as Record<string, Said[]>).flat()
    const talk = openTalk({
      chance: openChance(seed).branch('learner'),
      words: wordsOf(known),
      events: [...new Set(known.map(({ event }) => event))],
      samples: known
    })
    const tutor = new Tutor({ myName: 'Ana' })
    for (let at = 1; at <= EACH; at++) {
      const said = talk()
      const tookMs = quickest(() => tutor.note(said.event, said.args, at * 100))
      if (tookMs > SLOW_MS) throw new Error(`${tookMs} ms for ${describeSaid(said)}; ${again}`)
      if (at % 500 === 0) tutor.draft()
    }
    expect(tutor.readings().length).toBeLessThan(1_000)
  }, 600_000)
})

afterAll(() => {
  collect()
  expect(process.memoryUsage().heapUsed - heapBefore, again).toBeLessThan(MAX_GROWTH)
})

function describeSaid({ event, args }: Said): string {
  return `${event.slice(0, 100)} ${JSON.stringify(args, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one)).slice(0, 2_000)}`
}
