// Which addresses count as this computer, and which requests as coming from a web page.
import { describe, expect, it } from 'vitest'
import { Gate, isLoopback } from '../../../src-main/host/gate.ts'
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import { isFromPage } from '../../../src-main/host/listener.ts'
import { openSqliteStore } from '../../../src-main/host/sqlite/sqlite-store.ts'

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

describe('who asks over HTTP', () => {
  const token = 'a-token-of-some-length'
  const [here, there] = ['127.0.0.1', '192.168.0.9']

  function open(): Gate {
    const now = (): number => 1_790_000_000_000
    const limits = defaultHostLimits
    const store = openSqliteStore({ path: ':memory:', lobbyTitle: 'Lobby', limits, now })
    return new Gate({ store, limits, now, secret: () => 'the-secret', clients: () => 0 })
  }

  function knock(gate: Gate, remoteAddress: string) {
    const auth = { name: 'Ada', token, secret: 'the-secret' }
    return gate.admit({ auth, remoteAddress, recovered: undefined })
  }

  it('is known by the token, from this computer at any time', async () => {
    const gate = open()
    await knock(gate, here)
    expect(await gate.personOf(token, here)).toMatchObject({ name: 'Ada' })
    expect(await gate.personOf('another-token-of-some-length', here)).toBeUndefined()
  })

  it('is known from another machine only after the socket brought the secret as it is now', async () => {
    const gate = open()
    await knock(gate, here)
    expect(await gate.personOf(token, there)).toBeUndefined()
    await knock(gate, there)
    expect(await gate.personOf(token, there)).toMatchObject({ name: 'Ada' })
    gate.forgetRemote()
    expect(await gate.personOf(token, there)).toBeUndefined()
  })
})
