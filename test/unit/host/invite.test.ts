// The invite link, and which address goes into it.
import { describe, expect, it } from 'vitest'
import { inviteLink, lanAddress, makeSecret } from '../../../src-main/host/invite.ts'

const at = (address: string, internal = false, family: 'IPv4' | 'IPv6' = 'IPv4') => ({
  address,
  internal,
  family
})

describe('the invite link', () => {
  it('carries address, dialect and secret, each encoded', () => {
    expect(inviteLink('http://192.168.1.5:3000', 'a-b_c')).toBe(
      'filo://connect?url=http%3A%2F%2F192.168.1.5%3A3000&dialect=filo&auth.secret=a-b_c'
    )
  })

  it('has a secret that is long and new each time', () => {
    expect([makeSecret().length, makeSecret() === makeSecret()]).toEqual([32, false])
  })
})

describe('the address on the local network', () => {
  it.each([
    ['the only one', { lo: [at('127.0.0.1', true)], eth0: [at('192.168.1.5')] }, '192.168.1.5'],
    ['a private one', { a: [at('203.0.113.9')], b: [at('10.0.0.7')] }, '10.0.0.7'],
    ['a real one', { docker0: [at('172.17.0.1')], wlan0: [at('192.168.0.9')] }, '192.168.0.9'],
    [
      'a public one before a virtual one',
      { tun0: [at('10.8.0.2')], e: [at('203.0.113.9')] },
      '203.0.113.9'
    ],
    ['IPv4', { eth0: [at('fe80::1', false, 'IPv6'), at('172.20.0.3')] }, '172.20.0.3'],
    ['none where there is none', { lo: [at('127.0.0.1', true)], x: undefined }, null]
  ])('is %s', (_what, interfaces, address) => {
    expect(lanAddress(interfaces)).toBe(address)
  })
})
