import { describe, expect, it } from 'vitest'
import {
  checkText,
  cleanHandshake,
  lacksPayload,
  packetsIn,
  wireLimits
} from '../../../src-main/network/link/packet-check.ts'

describe('a packet may be parsed', () => {
  it.each([
    ['a long text with brackets and commas', `2["a","${'[{,'.repeat(100_000)}"]`],
    ['a text whose quotes are escaped', `2["a","${'\\"[,'.repeat(50_000)}"]`],
    ['a page of history', `2["a",[${'{"id":1,"text":"x","by":"Bo"},'.repeat(5_000)}0]]`]
  ])('where it is %s', (_what, text) => {
    expect(checkText(text)).toBeNull()
  })

  it.each([
    ['deeper than allowed', `2["a",${'{"a":'.repeat(wireLimits.depth)}1`, 'too-complex'],
    ['of too many values', `2["a",[${'0,'.repeat(wireLimits.values)}`, 'too-complex'],
    ['of too many empty lists', `2["a",[${'[]'.repeat(wireLimits.values)}`, 'too-complex'],
    ['of too many arguments', `2["a"${',1'.repeat(wireLimits.args)}]`, 'too-complex'],
    ['too long', 'x'.repeat(wireLimits.text + 1), 'too-large']
  ])('but not where it is %s', (_what, text, why) => {
    expect(checkText(text)).toBe(why)
  })
})

it.each([
  ['2', true],
  ['4', true],
  ['4/', true],
  ['2/chat,12', true],
  [`2/${'1'.repeat(100_000)}[`, true],
  ['2["a"]', false],
  ['2/chat,12["a"]', false],
  ['4{"message":"no"}', false],
  ['0', false],
  ['31', false]
])('knows whether %.20s lacks its payload', (text, lacks) => {
  expect(lacksPayload(text)).toBe(lacks)
})

it('counts the packets of an HTTP body, in the way of either protocol', () => {
  expect(packetsIn('6\u001E6\u001E42["a:b"]', 100)).toBe(3)
  expect(packetsIn('1:614:42["x:y:z:1:"]', 100)).toBe(2)
  expect(packetsIn(Buffer.from([0, 1, 255, 54, 0, 1, 2, 255, ...Buffer.alloc(12)]), 100)).toBe(2)
  expect(packetsIn('0:'.repeat(1_000), 100)).toBe(101)
  expect(packetsIn('\u001E'.repeat(1_000), 100)).toBeLessThan(110)
})

it('takes a sound handshake as it is, but for what no client should follow', () => {
  const said = {
    sid: 's',
    upgrades: ['websocket', 'websocket', 'x'],
    pingInterval: 5,
    pingTimeout: 6
  }
  expect(JSON.parse(cleanHandshake(JSON.stringify(said), true) ?? '')).toEqual({
    ...said,
    upgrades: ['websocket']
  })
  expect(JSON.parse(cleanHandshake(JSON.stringify(said), false) ?? '')).toMatchObject({
    upgrades: []
  })
})
