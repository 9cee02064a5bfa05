// Which addresses count as this computer, and which requests as coming from a web page.
import { describe, expect, it } from 'vitest'
import { isLoopback } from '../../../src-main/host/gate.ts'
import { isFromPage } from '../../../src-main/host/listener.ts'

describe('this computer', () => {
  it.each([['127.0.0.1'], ['127.8.9.1'], ['::1'], ['::ffff:127.0.0.1']])('is %s', (address) => {
    expect(isLoopback(address)).toBe(true)
  })

  it.each([['192.168.0.1'], ['::ffff:10.0.0.1'], ['127.evil'], ['1127.0.0.1'], ['']])(
    'is not %s',
    (address) => {
      expect(isLoopback(address)).toBe(false)
    }
  )
})

describe('a web page', () => {
  it.each([
    ['an origin', { origin: 'https://example.com' }, [], true],
    ['a hidden origin', { origin: 'null' }, [], true],
    ['a request without origin from a page', { 'sec-fetch-site': 'same-origin' }, [], true],
    ['an allowed origin', { origin: 'https://chat.example' }, ['https://chat.example'], false],
    ['another origin than the allowed', { origin: 'https://a.b' }, ['https://chat.example'], true],
    ['no browser at all', {}, [], false]
  ])('is told by %s', (_what, headers, allowed, isPage) => {
    expect(isFromPage(headers, allowed)).toBe(isPage)
  })
})
