// What people type as an address, and what an invite link holds.
import { describe, expect, it } from 'vitest'
import { completeAddress, hostOf, readInvite } from '../../../src-renderer/text/address.ts'

describe('a typed address', () => {
  it.each([
    ['chat.example.org', 'https://chat.example.org/'],
    ['localhost:3000', 'http://localhost:3000/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
    ['192.168.1.4', 'http://192.168.1.4/'],
    ['[::1]:3000', 'http://[::1]:3000/'],
    ['  https://a.example/chat ', 'https://a.example/chat'],
    ['wss://a.example', 'wss://a.example/']
  ])('completes %s', (typed, address) => {
    expect(completeAddress(typed)).toBe(address)
  })

  it.each(['', 'not an address', 'file:///etc/passwd', 'javascript://x', 'http://'])(
    'refuses %j',
    (typed) => {
      expect(completeAddress(typed)).toBeNull()
    }
  )
})

describe('an invite link', () => {
  it('fills in all that it holds', () => {
    const link =
      'filo://connect?url=http%3A%2F%2F10.0.0.2%3A3000&name=ada&dialect=filo&generation=4&auth.invite=abc&query.x=1'
    expect(readInvite(link)).toEqual({
      url: 'http://10.0.0.2:3000',
      name: 'ada',
      dialect: 'filo',
      namespace: '',
      path: '',
      generation: '4',
      auth: { invite: 'abc' },
      query: { x: '1' }
    })
  })

  it('is nothing else than that', () => {
    expect(readInvite('https://connect?url=x')).toBeNull()
    expect(readInvite('filo://connect')).toBeNull()
    expect(readInvite('filo://other?url=x')).toBeNull()
  })
})

it('names an address by its host', () => {
  expect(hostOf('http://127.0.0.1:3000/x')).toBe('127.0.0.1:3000')
  expect(hostOf('https://münchen.example/x')).toBe('xn--mnchen-3ya.example')
  expect(hostOf('mailto:ada@bank.example?subject=x')).toBe('ada@bank.example')
})
