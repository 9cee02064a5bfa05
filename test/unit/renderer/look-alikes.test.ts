// People whose names look the same are told apart by their ids; all others are left alone.
import { expect, it } from 'vitest'
import type { Message } from '../../../src-preload/contract/model.ts'
import { lookAlikesIn, skeletonOf } from '../../../src-renderer/text/look-alikes.ts'

const by = (id: string | null, name: string): Message => ({
  ...{ id: 1, conversationId: 1, position: 1, author: { id, name }, own: false, time: 0, text: '' },
  ...{ body: { blocks: [], emojiOnly: 0 }, edited: false, deleted: false, notice: false },
  ...{
    reply: null,
    reactions: [],
    files: [],
    state: null,
    proof: null,
    failure: null,
    addressable: true
  }
})

it.each([
  ['Ada', 'Аdа'],
  ['Paolo', 'Раоlо'],
  ['Bob', 'BOB'],
  ['Alice', 'AIice'],
  ['Leo 10', 'Leo1O'],
  ['Ada', 'Ａｄａ'],
  ['Nikos', 'Νikοs']
])('%s looks like %s', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other))
})

it.each([
  ['Ada', 'Ida'],
  ['Zoe', 'Zoë'],
  ['Ваня', 'Ваня2'],
  ['محمد', 'محمود']
])('%s does not look like %s', (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other))
})

it('finds who can be taken for another, and whether they are written otherwise', () => {
  const messages = [
    ...[by('1', 'Ada'), by('2', 'Аdа'), by('1', 'Ada'), by('3', 'Bo'), by('4', 'Bo')],
    ...[by('5', 'Cy'), by('5', 'cy'), by(null, 'Dee'), by('6', 'Dee')]
  ]
  expect([...lookAlikesIn(messages)]).toEqual([
    ['1', 'spelled'],
    ['2', 'spelled'],
    ['3', 'named'],
    ['4', 'named']
  ])
})
