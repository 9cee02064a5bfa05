import { expect, it } from 'vitest'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { Census, censusLimits } from '../../../src-main/network/receiver/census.ts'
import { MembersBoard } from '../../../src-main/network/receiver/members-board.ts'

const room = (remoteId: string) => ({ remoteId, kind: 'room' as const, title: null, peer: null })
const page = (remoteId: string): KeptEvent => ({
  kind: 'history',
  conversation: room(remoteId),
  messages: [],
  stretch: 'latest',
  more: null
})

it('reads events of so many names and no more, until the next connection', () => {
  const census = new Census()
  for (let n = 0; n < censusLimits.eventNames; n++) expect(census.knowsEvent(`e${n}`)).toBe(true)
  expect([census.knowsEvent('one more'), census.knowsEvent('e0')]).toEqual([false, true])
  census.begin()
  expect(census.knowsEvent('one more')).toBe(true)
})

it('keeps so many conversations and no more, and of a list those that it knows', () => {
  const census = new Census()
  for (let n = 0; n < censusLimits.conversations; n++) census.admit(page(`${n}`))
  expect(census.admit(page('one more'))).toBeNull()
  expect(census.admit(page('7'))).toEqual(page('7'))
  const listed = (remoteId: string) => ({ ...room(remoteId), joined: true, topic: null, unread: 0 })
  expect(
    census.admit({
      kind: 'conversations',
      conversations: [listed('7'), listed('new')],
      complete: true
    })
  ).toMatchObject({ conversations: [{ remoteId: '7' }] })
  const gone: KeptEvent = { kind: 'conversation-gone', conversation: room('never heard of') }
  expect(census.admit(gone)).toBe(gone)
})

it('knows so many people of all conversations together, and counts who is left out', () => {
  const board = new MembersBoard()
  let refused = 0
  const refusals = { add: (_why: string, count = 1) => void (refused += count) }
  const people = Array.from({ length: 10_000 }, (_, n) => ({
    id: `${n}`,
    name: null,
    online: null
  }))
  const tell = (remoteId: string): void => {
    board.apply({ kind: 'members', conversation: room(remoteId), people, change: 'all' }, refusals)
  }
  for (let n = 0; n < 5; n++) tell(`${n}`)
  tell('0')
  expect(refused).toBe(0)
  tell('sixth')
  expect([refused, board.list('sixth').length, board.list('0').length]).toEqual([10_000, 0, 10_000])
})
