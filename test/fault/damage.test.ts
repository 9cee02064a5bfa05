// Holds that a damaged database comes back by itself, with what could be read and what the servers still have.
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openChance } from '../support/chance.ts'
import { must, readBack } from './support/read-back.ts'
import { openStage, type Stage } from './support/stage.ts'
import type { Told } from './support/truth.ts'

const seed = Number(process.env['FILO_SEED'] ?? Math.floor(Math.random() * 1e9))
const dir = resolve(import.meta.dirname, `../../test-results/damage-${seed}`)
const PAGE_BYTES = 4096
const ROUNDS = 900
/** Words of some length, so that they fill many pages. */
const WORDS = ' so it goes'.repeat(20)
const LOOK_MS = 300

let stage: Stage
let chance: ReturnType<typeof openChance>

beforeEach(async () => {
  console.log(`fault suite, damage: seed ${seed}`)
  mkdirSync(dir, { recursive: true })
  chance = openChance(seed)
  stage = await openStage(dir, chance.branch('stage'))
})
afterEach(async () => {
  await stage.close(false)
  rmSync(dir, { recursive: true, force: true })
})

/** Everybody says something in every place that has a history. */
async function talk(): Promise<void> {
  const spots = stage.spots.filter(({ place }) => place !== 'silent')
  for (let round = 0; round < ROUNDS; round++) {
    const { place, room, conversationId } = chance.pick(spots)
    const text = `mine ${round}${WORDS}`
    const input = { conversationId, clientId: randomUUID(), text, replyToId: null }
    must(await stage.rig.store.sendMessage(input))
    const theirs = `theirs ${round}${WORDS}`
    if (place === 'host') chance.pick(stage.friends).say(room, theirs)
    else stage.servers.once.say(room, 'Cai', theirs)
  }
}

function toldIn(place: 'host' | 'once', room: string): string[] {
  const told: readonly Told[] =
    place === 'host' ? stage.host.messages() : stage.servers.once.messages
  return told.filter((one) => one.room === room).map(({ text }) => text)
}

/** What the servers have, and what the app shows, by room. */
async function both(): Promise<{ told: string[][]; shown: string[][] }> {
  const told: string[][] = []
  const shown: string[][] = []
  for (const { place, room, conversationId } of stage.spots) {
    if (place === 'silent') continue
    told.push(toldIn(place, room))
    const read = await readBack(stage.rig, conversationId).catch(() => null)
    shown.push((read?.messages ?? []).map(({ text }) => text))
  }
  return { told, shown }
}

/** Waits until all that was said is on the servers and shown, in the servers' order. */
async function untilAllIsShown(): Promise<void> {
  const until = performance.now() + 60_000
  for (;;) {
    const { told, shown } = await both()
    const isWhole = told.flat().length === 2 * ROUNDS
    if (isWhole && JSON.stringify(told) === JSON.stringify(shown)) return
    if (performance.now() > until) return expect(shown).toEqual(told)
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}

function damage(path: string, pages: number): void {
  const last = Math.floor(statSync(path).size / PAGE_BYTES) - 1
  const file = openSync(path, 'r+')
  for (let n = 0; n < pages; n++) {
    // Not the first third: there lie servers and conversations, which nobody could ask for.
    const page = chance.between(Math.ceil(last / 3), last)
    writeSync(
      file,
      Buffer.alloc(PAGE_BYTES, chance.between(0, 255)),
      0,
      PAGE_BYTES,
      page * PAGE_BYTES
    )
  }
  closeSync(file)
}

it('what pages of the file held is asked for again where the servers have it', async () => {
  await talk()
  await untilAllIsShown()
  await stage.rig.close()
  damage(stage.databasePath, 12)
  await stage.reopen()
  await untilAllIsShown()
  // Without this the damage would have hit nothing that anybody reads.
  expect(stage.repairs.map(({ cause }) => cause)).toEqual(['damaged'])
}, 170_000)
