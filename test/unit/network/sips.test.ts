import { describe, expect, it } from 'vitest'
import { holdSips, readInSips, type FrameReader } from '../../../src-main/network/link/sips.ts'

/** A reader in which every byte is a packet; tells what it has read so far. */
function bench() {
  const read: number[] = []
  const reader: FrameReader = {
    _write: (part, _encoding, done) => {
      read.push(part.length)
      for (let packet = 0; packet < part.length; packet++) sips.took(1)
      done()
    }
  }
  const ws = {}
  const sips = readInSips(ws, reader)
  const write = (bytes: number): Promise<void> =>
    new Promise((resolve) => reader._write(Buffer.alloc(bytes), 'binary', () => resolve()))
  return { ws, sips, read, reader, write }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const sum = (parts: readonly number[]): number => parts.reduce((all, part) => all + part, 0)

describe('what comes over a WebSocket', () => {
  it('is read with a turn for others after every sip, and whole', async () => {
    const { read, write } = bench()
    const whole = write(10_000)
    const after: number[] = []
    for (let turns = 0; turns < 4; turns++) {
      after.push(sum(read))
      await turn()
    }
    await whole
    expect(after).toEqual([2_048, 4_096, 6_144, 8_192])
    expect(sum(read)).toBe(10_000)
  })

  it('is read at once where it is little, however often', async () => {
    const { read, write } = bench()
    await write(10)
    await write(10)
    expect(read).toEqual([10, 10])
  })

  it('can be stopped in the middle of one read, and goes on where it stopped', async () => {
    const { ws, read, write } = bench()
    const whole = write(5_000)
    holdSips(ws, true)
    for (let turns = 0; turns < 5; turns++) await turn()
    expect(sum(read)).toBe(2_048)
    holdSips(ws, false)
    await whole
    expect(sum(read)).toBe(5_000)
  })

  it('ends where the reader fails', async () => {
    const failure = new Error('not a frame')
    const reader: FrameReader = { _write: (_part, _encoding, done) => done(failure) }
    readInSips({}, reader)
    const told = await new Promise((resolve) =>
      reader._write(Buffer.alloc(5_000), 'binary', resolve)
    )
    expect(told).toBe(failure)
  })
})
