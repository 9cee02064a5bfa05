// How messages become rows, and how a change becomes part of what is held.
import { describe, expect, it } from 'vitest'
import type { Message } from '../../../src-preload/contract/model.ts'
import { mergeMessages } from '../../../src-renderer/text/merge.ts'
import { layRows } from '../../../src-renderer/text/rows.ts'

const noon = new Date(2025, 5, 3, 12).getTime()
const MINUTE = 60_000

function message(id: number, more: Partial<Message> = {}): Message {
  return {
    id,
    conversationId: 1,
    position: id,
    author: { id: 'ada', name: 'Ada' },
    own: false,
    time: noon + id * MINUTE,
    text: `${id}`,
    body: { blocks: [], emojiOnly: 0 },
    edited: false,
    deleted: false,
    notice: false,
    reply: null,
    reactions: [],
    files: [],
    state: null,
    proof: null,
    failure: null,
    addressable: true,
    ...more
  }
}

const ids = (messages: readonly Message[]): number[] => messages.map((one) => one.id)
const plain = { firstUnreadId: null, gaps: [] }
const heads = (messages: Message[], unread: number | null = null): boolean[] =>
  layRows(messages, { firstUnreadId: unread, gaps: [] }, new Map()).map((row) => row.startsGroup)

describe('rows', () => {
  it('group one author within five minutes', () => {
    expect(heads([message(1), message(3), message(9)])).toEqual([true, false, true])
  })

  it('part at another author, a notice, a reply and what is new', () => {
    const grace = { author: { id: 'grace', name: 'Grace' } }
    expect(heads([message(1), message(2, grace)])).toEqual([true, true])
    expect(heads([message(1), message(2, { notice: true }), message(3)])).toEqual([
      true,
      true,
      true
    ])
    const reply = { messageId: 1, author: 'Ada', text: '1' }
    expect(heads([message(1), message(2, { reply })])).toEqual([true, true])
    expect(heads([message(1), message(2)], 2)).toEqual([true, true])
  })

  it('start a day at midnight', () => {
    const midnight = new Date(2025, 5, 4).getTime()
    const rows = layRows(
      [message(1, { time: midnight - 1 }), message(2, { time: midnight })],
      plain,
      new Map()
    )
    expect(rows.map((row) => row.startsDay)).toEqual([true, true])
  })

  it('show a hole in history once, before the message that it ends at', () => {
    const gaps = [{ id: 7, afterPosition: 1, beforePosition: 3 }]
    const held = [message(1), message(3), message(4)]
    const rows = layRows(held, { firstUnreadId: null, gaps }, new Map())
    expect(rows.map((row) => row.gap?.id ?? null)).toEqual([null, 7, null])
    expect(rows[1]?.startsGroup).toBe(true)
    const known = new Map(rows.map((row) => [row.message.id, row]))
    const closed = layRows(held, plain, known)
    expect(closed.map((row) => row.gap)).toEqual([null, null, null])
    const upper = layRows(held.slice(1), { firstUnreadId: null, gaps }, new Map())
    expect(upper[0]?.gap?.id).toBe(7)
  })

  it('stay the same objects where nothing changed, so that nothing is drawn again', () => {
    const [one, two] = [message(1), message(2)]
    const before = layRows([one, two], plain, new Map())
    const known = new Map(before.map((row) => [row.message.id, row]))
    const after = layRows([one, two, message(3)], plain, known)
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })

  const keysOf = (rows: readonly { key: number }[]): number[] => rows.map(({ key }) => key)
  const known = (rows: ReturnType<typeof layRows>) =>
    new Map(rows.map((row) => [row.message.id, row]))

  it('that come are drawn by the elements of those that went', () => {
    const before = layRows([message(1), message(2), message(3)], plain, new Map())
    const [first, second, third] = keysOf(before)
    const moved = layRows([message(2), message(3), message(4)], plain, known(before))
    expect(keysOf(moved)).toEqual([second, third, first])
    const grown = layRows([message(2), message(3), message(4), message(5)], plain, known(moved))
    expect(new Set(keysOf(grown)).size).toBe(4)
  })

  it('that all go leave the lowest places to the lowest, so that nothing moves', () => {
    const before = layRows([message(1), message(2), message(3)], plain, new Map())
    const anew = layRows([message(8), message(9)], plain, known(before))
    expect(keysOf(anew)).toEqual(keysOf(before).slice(1))
  })

  it('never take the elements that hold the focus', () => {
    const before = layRows([message(1), message(2)], plain, new Map())
    const anew = layRows([message(8), message(9)], { ...plain, keptId: 2 }, known(before))
    expect(keysOf(anew)).not.toContain(before[1]?.key)
    expect(new Set(keysOf(anew)).size).toBe(2)
  })
})

describe('a change', () => {
  const held = [message(10), message(20), message(30)]

  it('adds at the end', () => {
    const merged = mergeMessages(held, [message(50), message(40)], [])
    expect(ids(merged.messages)).toEqual([10, 20, 30, 40, 50])
    expect(merged.prepended).toBe(0)
  })

  it('adds at the start and says how many', () => {
    const merged = mergeMessages(held, [message(5), message(7)], [])
    expect(ids(merged.messages)).toEqual([5, 7, 10, 20, 30])
    expect(merged.prepended).toBe(2)
  })

  it('replaces, removes, and fits in between', () => {
    const edited = message(20, { text: 'new' })
    const merged = mergeMessages(held, [edited, message(15)], [30])
    expect(ids(merged.messages)).toEqual([10, 15, 20])
    expect(merged.messages[2]).toBe(edited)
  })

  it('moves a message whose place changed', () => {
    const merged = mergeMessages(held, [message(10, { position: 25 })], [])
    expect(ids(merged.messages)).toEqual([20, 10, 30])
  })
})
