// How fast files move, and to which addresses they never go.
import { describe, expect, test } from 'vitest'
import { RateGate } from '../../../../src-main/network/rate-gate.ts'
import { isPrivateAddress } from '../../../../src-main/network/transfers/private-ranges.ts'

describe('the rate', () => {
  test('is kept by all threads together, and each direction has its own', () => {
    let now = 1_000_000
    const one = new RateGate(undefined, () => now)
    const other = new RateGate(one.memory, () => now)
    one.setRate('up', 100_000)
    let waited = 0
    // A second's worth, half by each.
    for (let sent = 0; sent < 100_000; sent += 10_000) {
      const waitMs = (sent % 20_000 === 0 ? one : other).take('up', 10_000)
      waited += waitMs
      now += waitMs
    }
    expect(waited).toBeGreaterThan(750)
    expect(waited).toBeLessThanOrEqual(1_000)
    expect(one.take('down', 10_000_000)).toBe(0)
  })

  test('is none where the person set none', () => {
    const gate = new RateGate()
    expect(gate.take('up', 1e9)).toBe(0)
  })

  test('ends the waiting of a transfer that is stopped', async () => {
    const gate = new RateGate()
    gate.setRate('down', 1)
    await gate.pass('down', 0, new AbortController().signal)
    gate.take('down', 1_000)
    const stop = new AbortController()
    const waiting = gate.pass('down', 1_000, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })
})

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
  ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a00:1', '64:ff9b::a00:1', '2002:c0a8:101::1'],
  ...['2001:0:1::1', 'localhost', 'no address', '']
])('%j is no public address', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each([
  '1.1.1.1',
  '172.32.0.1',
  '192.169.0.1',
  '2606:4700::1111',
  '64:ff9b::808:808',
  '::ffff:8.8.8.8'
])('%s is one', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})
