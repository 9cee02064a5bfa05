// What the person sends leaves first: the window, which draws it, hears of it a moment later.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { realPaceClock, type PaceClock } from '../../../src-main/store/pace.ts'
import { addRoom, clientId, must, openRig, settleDown, type Rig } from './store-rig.ts'

let rig: Rig
const SHORT_MS = 10

let roomId: number
/** Short waits that are over when the test says so; null: they take their time. */
let held: (() => void)[] | null

const pace: PaceClock = {
  now: () => realPaceClock.now(),
  after: (delayMs, work) => {
    if (!held || delayMs === 0 || delayMs > SHORT_MS) return realPaceClock.after(delayMs, work)
    const waits = held
    waits.push(work)
    return () => void waits.splice(waits.indexOf(work), 1)
  }
}

const pass = (): void => {
  const waits = held ?? []
  held = null
  for (const work of [...waits]) work()
}

beforeEach(async () => {
  held = null
  rig = openRig({ pace })
  roomId = await addRoom(rig)
  must(await rig.window.ask.openRange({ conversationId: roomId, anchor: { at: 'end' }, rows: 50 }))
  await settleDown()
  rig.window.told.length = 0
})
afterEach(() => rig.end())

/** Sends words; gathers the places of those that were answered. */
function send(texts: string[]): { answered: number[]; all: Promise<unknown> } {
  const answered: number[] = []
  const asked = texts.map(async (text, place) => {
    const word = { conversationId: roomId, clientId: clientId(), text, replyToId: null }
    must(await rig.window.ask.sendMessage(word))
    answered.push(place)
  })
  return { answered, all: Promise.all(asked) }
}

const left = (): string[] =>
  rig.network.of('outboxAdded').flatMap(({ entries }) => entries.map(({ text }) => text))

it('words are with the network process before the window hears anything of them', async () => {
  held = []
  const { answered, all } = send(['one', 'two'])
  await settleDown(30)
  expect(left()).toEqual(['one', 'two'])
  expect(answered).toEqual([])
  expect(rig.window.told).toEqual([])
  pass()
  await all
  await settleDown()
  expect(answered).toEqual([0, 1])
  const shown = rig.window.of('rangeChanged').flatMap(({ upserts }) => upserts)
  expect(shown.map(({ text }) => text)).toEqual(['one', 'two'])
})

it('a second word does not make the first one wait longer', async () => {
  held = []
  const first = send(['one'])
  await settleDown(10)
  const second = send(['two'])
  await settleDown(10)
  expect(held).toHaveLength(1)
  pass()
  await Promise.all([first.all, second.all])
})

it('without a network process the window is answered at once', async () => {
  rig.network.close()
  await settleDown(10)
  held = []
  await send(['alone']).all
  expect(held).toEqual([])
})

it('a word is kept whose answer the window still waits for when the store closes', async () => {
  held = []
  const word = { conversationId: roomId, clientId: clientId(), text: 'last', replyToId: null }
  const asked = rig.window.ask.sendMessage(word)
  await settleDown(10)
  held = null
  rig.reopen()
  expect(await asked).toMatchObject({ ok: false, failure: { code: 'process-gone' } })
  must(await rig.window.ask.sendMessage(word))
  expect(must(await rig.network.ask.listOutbox({})).map(({ text }) => text)).toEqual(['last'])
})
