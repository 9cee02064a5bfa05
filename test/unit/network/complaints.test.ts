import { describe, expect, it } from 'vitest'
import { Complaints } from '../../../src-main/network/receiver/complaints.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

function bench() {
  const clock = new FakeClock()
  const told: string[] = []
  return { clock, told, complaints: new Complaints(clock, (text) => void told.push(text)) }
}

describe('what a server complains of', () => {
  it('is told at once', () => {
    const { told, complaints } = bench()
    complaints.hear('too fast')
    expect(told).toEqual(['too fast'])
  })

  it('is told once in three seconds, the newest of what came meanwhile', async () => {
    const { clock, told, complaints } = bench()
    for (let n = 0; n < 1_000; n++) complaints.hear(`no. ${n}`)
    await clock.pass(2_999)
    expect(told).toEqual(['no. 0'])
    await clock.pass(1)
    expect(told).toEqual(['no. 0', 'no. 999'])
    complaints.hear('still in the pause')
    expect(told).toHaveLength(2)
  })

  it('is told at once again after a quiet pause, and leaves no timer behind', async () => {
    const { clock, told, complaints } = bench()
    complaints.hear('one')
    await clock.pass(3_000)
    expect(clock.waiting).toBe(0)
    complaints.hear('two')
    expect(told).toEqual(['one', 'two'])
  })

  it('is forgotten when the server is removed', async () => {
    const { clock, told, complaints } = bench()
    complaints.hear('one')
    complaints.hear('two')
    complaints.close()
    await clock.pass(10_000)
    expect(told).toEqual(['one'])
  })
})
