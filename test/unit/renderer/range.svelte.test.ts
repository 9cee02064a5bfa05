// The held stretch of a conversation: one change per frame, a gap means anew, the end is not lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done } from '../../../src-preload/contract/failure.ts'
import type { Message } from '../../../src-preload/contract/model.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import {
  storeCalls,
  type RangeChange,
  type StoreCalls
} from '../../../src-preload/contract/store-calls.ts'
import { watchKeys } from '../../../src-renderer/state/next-frame.ts'
import { MessageRange } from '../../../src-renderer/state/range.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'

const message = (id: number): Message =>
  // The range reads ids and positions only.
  ({ id, position: id, conversationId: 1 }) as Message
const some = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, place) => message(from + place))
const soon = (): Promise<void> => new Promise((go) => setTimeout(go, 20))

function change(seq: number, upserts: Message[], more: Partial<RangeChange> = {}): RangeChange {
  const edges = { hasBefore: true, hasAfter: false, gaps: [] }
  return { rangeId: 1, seq, upserts, removedIds: [], reset: false, ...edges, ...more }
}

/** A range over a store that writes down what it is asked. */
async function openRange(count = 60) {
  const wires = new Wires()
  const asked: [string, unknown][] = []
  const [near, far] = portPair()
  const note =
    <Answer>(name: string, answer: Answer) =>
    (input: unknown) => {
      asked.push([name, input])
      return done(answer)
    }
  const edges = { hasBefore: true, hasAfter: false, gaps: [] }
  const opened = {
    rangeId: 1,
    messages: some(1000, count),
    hasBefore: true,
    hasAfter: false,
    gaps: [],
    firstUnreadId: null,
    draft: ''
  }
  const handlers = {
    openRange: note('open', opened),
    growRange: note('grow', { messages: some(960, 40), ...edges }),
    shrinkRange: note('shrink', null),
    rangeApplied: note('applied', null),
    closeRange: note('close', null)
  } as unknown as Handlers<StoreCalls>
  openRpc(far, { answers: { table: storeCalls, handlers } })
  wires.store.open(near)
  const range = new MessageRange(wires, 1)
  await range.open({ at: 'end' })
  const names = (): string[] => asked.map(([name]) => name)
  return { range, asked, names }
}

describe('a range', () => {
  beforeAll(() => {
    // Frames of the window, which this place has none of.
    globalThis.requestAnimationFrame = (draw) => Number(setTimeout(() => draw(0), 1))
    globalThis.cancelAnimationFrame = (frame) => clearTimeout(frame)
  })
  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
    Reflect.deleteProperty(globalThis, 'cancelAnimationFrame')
  })

  it('says that a change is drawn, and only then', async () => {
    const { range, names } = await openRange()
    const drawn = range.applyChange(change(1, [message(2000)]))
    expect(names()).not.toContain('applied')
    await drawn
    await soon()
    expect(range.last?.id).toBe(2000)
    expect(names()).toContain('applied')
  })

  describe('in a frame that answers a key', () => {
    /** How many frames passed until a change with so many rows was drawn. */
    async function framesUntilDrawn(
      rows: number,
      pressed: 'once' | 'all the time'
    ): Promise<number> {
      const keyboard = new EventTarget()
      watchKeys(keyboard)
      const { range } = await openRange()
      const press = () => keyboard.dispatchEvent(new Event('keydown'))
      const draw = globalThis.requestAnimationFrame
      let frames = 0
      globalThis.requestAnimationFrame = (callback) => {
        frames += 1
        if (pressed === 'all the time') press()
        return draw(callback)
      }
      press()
      await range.applyChange(change(1, some(2000, rows)))
      globalThis.requestAnimationFrame = draw
      return frames
    }

    it('draws what few say', async () => {
      expect(await framesUntilDrawn(1, 'once')).toBe(1)
    })

    it('draws no flood, but in the next one at the latest', async () => {
      expect(await framesUntilDrawn(30, 'once')).toBe(2)
      expect(await framesUntilDrawn(30, 'all the time')).toBe(2)
    })
  })

  it('opens again where a change is missing', async () => {
    const { range, names } = await openRange()
    await range.applyChange(change(1, [message(2000)]))
    await range.applyChange(change(3, [message(2002)]))
    await soon()
    expect(names().filter((name) => name === 'open')).toHaveLength(2)
  })

  it('grows before what it holds without moving it', async () => {
    const { range } = await openRange()
    expect(await range.grow('before')).toBe(40)
    expect(range.stretch.messages[0]?.id).toBe(960)
    expect(range.stretch.shift).toBe(true)
  })

  it('lets go at the start while it follows, and keeps its end open', async () => {
    const { range, asked } = await openRange(200)
    await range.applyChange(change(1, some(2000, 10)))
    await soon()
    expect(range.stretch.messages).toHaveLength(200)
    expect(range.last?.id).toBe(2009)
    const shrunk = asked.find(([name]) => name === 'shrink')?.[1]
    expect(shrunk).toEqual({ rangeId: 1, firstId: 1010, lastId: null })
  })

  it('says how many rows it has room for while it follows, and not while one reads back', async () => {
    const { range, asked } = await openRange()
    const lastApplied = () => asked.findLast(([name]) => name === 'applied')?.[1]
    range.room = 35
    await range.applyChange(change(1, some(2000, 1)))
    await soon()
    expect(lastApplied()).toEqual({ rangeId: 1, seq: 1, room: 35 })
    range.readingId = 1005
    await range.applyChange(change(2, some(2001, 1)))
    await soon()
    expect(lastApplied()).toEqual({ rangeId: 1, seq: 2 })
  })

  it('takes what is new and lets go of what is old in one step while it follows', async () => {
    const { range } = await openRange(200)
    const lengths: number[] = []
    const undo = $effect.root(() => {
      $effect.pre(() => void lengths.push(range.stretch.messages.length))
    })
    await range.applyChange(change(1, some(2000, 10)))
    undo()
    expect(Math.max(...lengths)).toBe(200)
    expect(range.last?.id).toBe(2009)
  })

  it('lets go at the end while one reads back', async () => {
    const { range, asked } = await openRange(200)
    range.readingId = 1005
    await range.grow('before')
    await soon()
    expect(range.stretch.messages[0]?.id).toBe(960)
    expect(range.hasAfter).toBe(true)
    const shrunk = asked.find(([name]) => name === 'shrink')?.[1]
    expect(shrunk).toEqual({ rangeId: 1, firstId: null, lastId: 1159 })
  })

  it('takes nothing beyond its end from a change that was told before the store knew of the end', async () => {
    const { range } = await openRange(200)
    range.readingId = 1005
    await range.grow('before')
    range.readingId = null
    await range.applyChange(change(1, [...some(1150, 10), ...some(1190, 10), message(2000)]))
    expect(range.last?.id).toBe(1159)
    expect(range.hasAfter).toBe(true)
  })

  it('takes what comes after its end once the store knows of the end and says that nothing lies between', async () => {
    const { range } = await openRange(200)
    range.readingId = 1005
    await range.grow('before')
    await soon()
    range.readingId = null
    await range.applyChange(change(1, [message(2000)]))
    expect(range.last?.id).toBe(2000)
    expect(range.hasAfter).toBe(false)
  })

  it('does not give up its end for rows that nobody who stands there sees', async () => {
    const { range, names } = await openRange(200)
    expect(await range.grow('before')).toBe(0)
    expect(names()).not.toContain('grow')
    expect(range.hasAfter).toBe(false)
  })

  it('opens around what is read when a flood moved it to the end', async () => {
    const { range, asked } = await openRange()
    range.readingId = 1005
    await range.applyChange(change(1, some(5000, 100), { reset: true }))
    await soon()
    const opened = asked.filter(([name]) => name === 'open').at(-1)?.[1]
    expect(opened).toMatchObject({ anchor: { at: 'message', messageId: 1005 } })
  })
})
