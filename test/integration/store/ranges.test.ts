// Holds what a window sees of an open range: only what it covers, no more than it has drawn, nothing missing.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  HistoryGap,
  RangeAnchor,
  RangeChange
} from '../../../src-preload/contract/store-calls.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  settleDown,
  START,
  type Rig,
  type WindowSide
} from './store-rig.ts'

let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const sayMany = async (from: number, to: number): Promise<void> => {
  const events = []
  for (let n = from; n <= to; n++) events.push(live(said(String(n), { remoteId: `m${n}` })))
  for (let at = 0; at < events.length; at += 1000) await commit(rig, events.slice(at, at + 1000))
}
const open = async (
  anchor: RangeAnchor = { at: 'end' },
  rows = 10,
  side: WindowSide = rig.window
) => must(await side.ask.openRange({ conversationId: id, anchor, rows }))
const textsOf = (change: { upserts?: { text: string }[]; messages?: { text: string }[] }) =>
  (change.upserts ?? change.messages ?? []).map((one) => one.text)
const changes = (side: WindowSide = rig.window): RangeChange[] => side.of('rangeChanged')
const draw = async ({ rangeId, seq }: RangeChange): Promise<void> => {
  must(await rig.window.ask.rangeApplied({ rangeId, seq }))
}
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

describe('opening', () => {
  it('at the end gives the last rows', async () => {
    await sayMany(1, 30)
    const opened = await open()
    expect(textsOf(opened)).toEqual(numbers(21, 30))
    expect([opened.hasBefore, opened.hasAfter]).toEqual([true, false])
  })

  it('at the first unread shows some rows before it', async () => {
    await sayMany(1, 30)
    const messageId = (await open({ at: 'end' }, 30)).messages[11]?.id ?? 0
    must(await rig.window.ask.markRead({ conversationId: id, messageId }))
    const opened = await open({ at: 'unread' }, 9)
    expect(textsOf(opened)).toEqual(numbers(10, 18))
    expect(opened.firstUnreadId).toBe(opened.messages[3]?.id)
    expect([opened.hasBefore, opened.hasAfter]).toEqual([true, true])
  })

  it('at a message surrounds it, and refuses one from elsewhere', async () => {
    await sayMany(1, 30)
    const messageId = (await open({ at: 'end' }, 30)).messages[28]?.id ?? 0
    expect(textsOf(await open({ at: 'message', messageId }, 9))).toEqual(numbers(22, 30))
    const input = { conversationId: id, anchor: { at: 'message' as const, messageId: 1 }, rows: 9 }
    expect(await rig.window.ask.openRange(input)).toMatchObject({ failure: { code: 'not-found' } })
  })
})

describe('at the end', () => {
  it('hears what is new, changed and gone', async () => {
    await sayMany(1, 3)
    await open()
    await sayMany(4, 5)
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([['4', '5']])
    await draw(changes()[0] ?? ({} as RangeChange))
    await commit(rig, [{ kind: 'edit', remoteId: 'm2', conversation: null, text: 'two' }])
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([['4', '5'], ['two']])
  })

  it('is told one change at a time: the rest waits until that one is drawn', async () => {
    await open()
    await sayMany(1, 2)
    await settleDown(30)
    await sayMany(3, 4)
    await sayMany(5, 6)
    await settleDown(60)
    expect(changes().map(textsOf)).toEqual([['1', '2']])
    await draw(changes()[0] ?? ({} as RangeChange))
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([
      ['1', '2'],
      ['3', '4', '5', '6']
    ])
    expect(changes().map((change) => change.seq)).toEqual([1, 2])
  })

  it('gives no more rows at once than the window has room for: the newest, as a reset', async () => {
    await sayMany(1, 3)
    await open()
    await sayMany(4, 4)
    await settleDown(30)
    const { rangeId, seq } = changes()[0] ?? ({} as RangeChange)
    await sayMany(5, 12)
    must(await rig.window.ask.rangeApplied({ rangeId, seq, room: 5 }))
    await settleDown(30)
    expect(changes()[1]).toMatchObject({ reset: true, hasBefore: true, hasAfter: false })
    expect(textsOf(changes()[1] ?? {})).toEqual(numbers(8, 12))
    await sayMany(13, 16)
    await draw(changes()[1] ?? ({} as RangeChange))
    await settleDown(60)
    expect(changes()[2]?.reset).toBe(false)
    expect(textsOf(changes()[2] ?? {})).toEqual(numbers(13, 16))
  })

  it('shows the end though its rows were proven while someone else spoke', async () => {
    await sayMany(1, 3)
    await compose(rig, id, 'mine')
    await open({ at: 'end' }, 1)
    await compose(rig, id, 'later')
    await settleDown(30)
    for (const { outboxId, text } of must(await rig.network.ask.listOutbox({}))) {
      const proven = { outcome: 'proven' as const, proof: 'acknowledged' as const }
      const named = { remoteId: text, time: null, seq: null }
      must(await rig.network.ask.settle({ settlements: [{ outboxId, ...proven, ...named }] }))
      await commit(rig, [live(said(`after ${text}`, { remoteId: `after ${text}` }))])
    }
    await draw(changes()[0] ?? ({} as RangeChange))
    await settleDown(30)
    const [, change] = changes()
    expect(change && textsOf(change)).toEqual([
      ...numbers(1, 3),
      'mine',
      'after mine',
      'later',
      'after later'
    ])
    expect(change?.reset).toBe(true)
  })

  it('is moved to the newest rows when more came than a range holds', async () => {
    await sayMany(1, 20)
    await open()
    await sayMany(21, 1000)
    await settleDown(60)
    const [change] = changes()
    expect([change?.reset, change?.hasBefore, change?.hasAfter]).toEqual([true, true, false])
    expect(textsOf(change ?? {})).toEqual(numbers(901, 1000))
    if (change) await draw(change)
    await sayMany(1001, 1001)
    await settleDown(30)
    expect(changes().slice(1).map(textsOf)).toEqual([['1001']])
  })

  it('follows own messages from the end to where they are proven to stand', async () => {
    const composed = []
    for (const text of ['a', 'b', 'c', 'd']) composed.push(await compose(rig, id, text))
    await open({ at: 'end' }, 2)
    await settleDown(30)
    const settlements = composed.map(({ outboxId }, n) => ({
      outboxId,
      outcome: 'proven' as const,
      proof: 'acknowledged' as const,
      remoteId: `m${n}`,
      time: null,
      seq: null
    }))
    must(await rig.network.ask.settle({ settlements }))
    await settleDown(30)
    expect(changes().map((one) => [textsOf(one), one.removedIds, one.hasBefore])).toEqual([
      [['c', 'd'], [], true]
    ])
  })
})

describe('away from the end', () => {
  const openFirst = async () => {
    const all = await open({ at: 'end' }, 40)
    must(await rig.window.ask.closeRange({ rangeId: all.rangeId }))
    return open({ at: 'message', messageId: all.messages[0]?.id ?? 0 }, 10)
  }

  it('hears of its own rows only', async () => {
    await sayMany(1, 30)
    await openFirst()
    await sayMany(31, 40)
    await commit(rig, [{ kind: 'delete', remoteId: 'm25', conversation: null }])
    await settleDown(30)
    expect(changes()).toEqual([])
    await commit(rig, [{ kind: 'edit', remoteId: 'm3', conversation: null, text: 'three' }])
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([['three']])
  })

  it('grows to the end, and from then on hears what is new', async () => {
    await sayMany(1, 30)
    const { rangeId } = await openFirst()
    const grown = must(await rig.window.ask.growRange({ rangeId, towards: 'after', rows: 40 }))
    expect([textsOf(grown), grown.hasAfter]).toEqual([numbers(11, 30), false])
    await sayMany(31, 31)
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([['31']])
  })

  it('begins when the end is given up', async () => {
    await sayMany(1, 30)
    const { rangeId, messages } = await open({ at: 'end' }, 20)
    const [firstId, lastId] = [messages[0]?.id ?? 0, messages[9]?.id ?? 0]
    must(await rig.window.ask.shrinkRange({ rangeId, firstId, lastId }))
    await sayMany(31, 40)
    await settleDown(30)
    expect(changes().flatMap(textsOf)).toEqual([])
    const grown = must(await rig.window.ask.growRange({ rangeId, towards: 'after', rows: 3 }))
    expect([textsOf(grown), grown.hasAfter]).toEqual([numbers(21, 23), true])
  })

  it('tells that older rows came to be stored', async () => {
    await sayMany(1, 5)
    await open()
    const old = [said('old', { remoteId: 'o', time: START - 60_000 })]
    await commit(rig, [page(old, 'before')])
    await settleDown(30)
    expect(changes().map((one) => [textsOf(one), one.hasBefore])).toEqual([[[], true]])
  })
})

describe('windows', () => {
  it('are served apart, each by its own credits', async () => {
    const other = rig.openWindow()
    await open()
    await open({ at: 'end' }, 10, other)
    await sayMany(1, 1)
    await settleDown(30)
    await draw(changes()[0] ?? ({} as RangeChange))
    await sayMany(2, 2)
    await settleDown(30)
    expect(changes().map(textsOf)).toEqual([['1'], ['2']])
    expect(changes(other).map(textsOf)).toEqual([['1']])
  })

  it('that are gone are not told anything', async () => {
    const other = rig.openWindow()
    await open({ at: 'end' }, 10, other)
    other.close()
    await settleDown(10)
    await sayMany(1, 1)
    await settleDown(30)
    expect(changes(other)).toEqual([])
  })

  it('cannot open ranges without end', async () => {
    for (let n = 0; n < 32; n++) await open()
    const input = { conversationId: id, anchor: { at: 'end' as const }, rows: 1 }
    expect(await rig.window.ask.openRange(input)).toMatchObject({ failure: { code: 'too-many' } })
  })
})

describe('holes in history', () => {
  const old = (n: number) => said(String(n), { remoteId: `m${n}`, time: START + n * 60_000 })
  const places = (gaps: HistoryGap[] | undefined): number[][] =>
    (gaps ?? []).map((gap) => [gap.afterPosition, gap.beforePosition])

  beforeEach(async () => {
    rig.clock.now = START + 3_600_000
    await commit(rig, [page([old(1), old(2)])])
    await commit(rig, [page([old(8), old(9)], 'latest', true)])
  })

  it('are told when a range is opened, where they lie', async () => {
    const { gaps, messages } = await open()
    const [, two, eight] = messages
    expect(places(gaps)).toEqual([[two?.position, eight?.position]])
    const last = await open({ at: 'end' }, 1)
    expect(last.gaps).toEqual([])
    const grown = await rig.window.ask.growRange({
      rangeId: last.rangeId,
      towards: 'before',
      rows: 1
    })
    expect(must(grown).gaps).toEqual(gaps)
  })

  it('are told as they shrink and when they are gone', async () => {
    await open()
    await commit(rig, [page([old(7), old(8)], 'before', true)])
    await settleDown()
    const [shrunk] = changes()
    const [, two, seven] = await messagesOf(rig, id)
    expect(places(shrunk?.gaps)).toEqual([[two?.position, seven?.position]])
    if (shrunk) await draw(shrunk)
    await commit(rig, [page([old(2), old(7)], 'before', true)])
    await settleDown()
    expect(changes().at(-1)).toMatchObject({ upserts: [], gaps: [] })
  })
})
