import { describe, expect, it } from 'vitest'
import { TypingBoard } from '../../../src-main/network/receiver/typing-board.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

const person = (name: string) => ({ id: null, name })

function bench() {
  const clock = new FakeClock()
  const told: string[] = []
  const board = new TypingBoard(clock, (remoteId, names) => {
    told.push(`${remoteId}: ${names.join(', ')}`)
  })
  return { clock, told, board }
}

describe('who is typing', () => {
  it('is told at once, and ends by itself', async () => {
    const { clock, told, board } = bench()
    board.set('r', person('Bo'), true)
    expect(told).toEqual(['r: Bo'])
    await clock.pass(5_900)
    expect(told).toHaveLength(1)
    await clock.pass(200)
    expect(told).toEqual(['r: Bo', 'r: '])
    expect(clock.waiting).toBeLessThanOrEqual(1)
  })

  it('lasts while it goes on', async () => {
    const { clock, board } = bench()
    for (let second = 0; second < 10; second++) {
      board.set('r', person('Bo'), true)
      await clock.pass(1_000)
    }
    expect(board.names('r')).toEqual(['Bo'])
  })

  it('is told at most ten times a second', async () => {
    const { clock, told, board } = bench()
    for (let n = 0; n < 200; n++) {
      board.set('r', person(`P${n % 7}`), n % 2 === 0)
      await clock.pass(5)
    }
    expect(told.length).toBeLessThanOrEqual(11)
  })
})
