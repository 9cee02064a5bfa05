import { describe, expect, it } from 'vitest'
import { isProxyAddress } from '../../../src-preload/contract/passage.ts'
import { isBypassed, isLoopback } from '../../../src-main/network/link/route/hosts.ts'
import {
  readProxyAddress,
  readProxyList,
  waysTo
} from '../../../src-main/network/link/route/ways.ts'
import { systemProxy, type ProxyRule } from '../../../src-main/ports/passage.ts'

const direct = { kind: 'direct' }
const way = (kind: string, host: string, port: number) => ({ kind, host, port, login: null })

describe('the answer of a PAC script', () => {
  it('is read in its order', () => {
    expect(
      readProxyList(
        'PROXY a.test:8080; HTTPS b.test:444; SOCKS c:1; SOCKS5 [2001:db8::1]:1080; DIRECT'
      )
    ).toEqual([
      way('http', 'a.test', 8080),
      way('https', 'b.test', 444),
      way('socks4', 'c', 1),
      way('socks5', '2001:db8::1', 1080),
      direct
    ])
  })

  it('that says nothing we know means to go straight', () => {
    expect(readProxyList('')).toEqual([direct])
    expect(readProxyList('QUIC q.test:443; PROXY ; PROXY ://')).toEqual([direct])
  })

  it('is not followed for ever', () => {
    expect(readProxyList('PROXY a:1;'.repeat(1_000))).toHaveLength(8)
  })
})

describe('a proxy’s address', () => {
  it('is a host with or without port and scheme', () => {
    expect(readProxyAddress('proxy.test:3128', 'http')).toEqual(way('http', 'proxy.test', 3128))
    expect(readProxyAddress('proxy.test:80', 'socks5')).toEqual(way('socks5', 'proxy.test', 80))
    expect(readProxyAddress('proxy.test', 'socks5')).toEqual(way('socks5', 'proxy.test', 1080))
    expect(readProxyAddress('https://proxy.test', 'http')).toEqual(way('https', 'proxy.test', 443))
    expect(readProxyAddress('socks://[::1]:9050', 'http')).toEqual(way('socks5', '::1', 9050))
  })

  it('is nothing else, and the window knows it beforehand', () => {
    const wrong = [
      '',
      'ftp://proxy.test',
      'proxy.test:99999',
      'a b:1',
      'u:p@proxy.test',
      'p.test/x'
    ]
    for (const text of wrong) {
      expect([text, isProxyAddress(text), readProxyAddress(text, 'http')]).toEqual([
        text,
        false,
        null
      ])
    }
    const right = ['proxy.test:3128', 'https://proxy.test', 'socks5://[::1]:9050', '10.0.0.1']
    expect(right.every(isProxyAddress)).toBe(true)
  })
})

describe('hosts', () => {
  it('are this computer by any of its names', () => {
    const own = ['localhost', 'app.localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]']
    expect(own.filter((host) => !isLoopback(host))).toEqual([])
    expect(['localhost.example', '128.0.0.1', '::2'].filter(isLoopback)).toEqual([])
  })

  it('are excepted by name, by what ends so, by network, and where they are local', () => {
    const list = 'chat.test *.lan, .corp;10.0.0.0/8 fd00::/8 <local>'
    const excepted = ['chat.test', 'CHAT.test', 'a.lan', 'b.a.corp', '10.9.8.7', '[fd12::1]', 'nas']
    expect(excepted.filter((host) => !isBypassed(host, list))).toEqual([])
    const others = ['x.chat.test', 'lan.example', '11.0.0.1', '2001:db8::1', 'corp.example']
    expect(others.filter((host) => isBypassed(host, list))).toEqual([])
    expect(isBypassed('a.test', '10.0.0.0/99 x/8 /')).toBe(false)
  })
})

describe('the person’s own proxies', () => {
  const never = () => Promise.reject(new Error('the system was asked'))
  const ways = (url: string, rule: Partial<ProxyRule>) =>
    waysTo(new URL(url), { ...systemProxy, mode: 'manual', ...rule }, never)

  it('are chosen by the server’s scheme, SOCKS where that has none', async () => {
    const rule = { http: 'h:1', socks: 's:2' }
    expect(await ways('http://chat.test', rule)).toEqual([way('http', 'h', 1)])
    expect(await ways('https://chat.test', rule)).toEqual([way('socks5', 's', 2)])
    expect(await ways('https://chat.test', { http: 'h:1' })).toEqual([direct])
    expect(await ways('https://localhost:3000', rule)).toEqual([direct])
  })

  it('are never passed by because one is written wrongly', async () => {
    await expect(ways('http://chat.test', { http: 'not an address' })).rejects.toMatchObject({
      failure: { code: 'proxy-invalid' }
    })
  })
})
