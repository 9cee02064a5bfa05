import { expect, test } from 'vitest'
import { Broker, type Party } from '../../../src-main/supervisor/broker.ts'

function watched() {
  const handed: string[] = []
  let channels = 0
  const broker = new Broker({
    makeChannel: () => ({ port1: `${++channels}a`, port2: `${channels}b` }),
    hand: (party: Party, other: Party, end) => handed.push(`${party}<-${other}:${String(end)}`)
  })
  return { broker, handed }
}

test('a pair is joined when the second of the two arrives', () => {
  const { broker, handed } = watched()
  broker.arrived('store')
  expect(handed).toEqual([])
  broker.arrived('network')
  expect(handed).toEqual(['network<-store:1a', 'store<-network:1b'])
})

test('when one dies and comes back it is joined anew with everyone alive', () => {
  const { broker, handed } = watched()
  for (const party of ['store', 'network', 'window'] as const) broker.arrived(party)
  handed.length = 0
  broker.left('store')
  broker.arrived('store')
  expect(handed).toEqual([
    'window<-store:4a',
    'store<-window:4b',
    'network<-store:5a',
    'store<-network:5b'
  ])
})

test('the dead are handed nothing', () => {
  const { broker, handed } = watched()
  broker.arrived('store')
  broker.left('store')
  broker.arrived('network')
  expect(handed).toEqual([])
})
