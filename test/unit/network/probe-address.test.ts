import { describe, expect, it } from 'vitest'
import { networkFailure } from '../../../src-main/network/link/connect-failure.ts'
import { CookieJar } from '../../../src-main/network/link/cookie-jar.ts'
import { classifyProbe } from '../../../src-main/network/link/probe-address.ts'
import { targetOf } from '../../../src-main/network/link/target.ts'
import { plainRoute } from '../../support/network/plain-route.ts'

const at = { path: '/socket.io', origin: 'http://chat.example' }

const classify = (status: number, body: string, headers: Record<string, string> = {}) => {
  const found = classifyProbe({ status, body, headers }, at)
  if (!found.ok) return found.failure.code
  const { generation, polling } = found.value
  return { generation, polling }
}

describe('what answers at an address', () => {
  it('is told apart by how it opens a connection', () => {
    const open = '{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000'
    expect(classify(200, `0${open},"maxPayload":1000000}`)).toEqual({
      generation: 4,
      polling: true
    })
    expect(classify(200, `0${open}}`)).toEqual({ generation: 3, polling: true })
    expect(classify(200, `85:0${open}}2:40`)).toEqual({ generation: 2, polling: true })
    expect(classify(400, '{"code":0,"message":"Transport unknown"}')).toEqual({
      generation: 4,
      polling: false
    })
  })

  it('tells what the handshake says of the server', () => {
    const open = '{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":60000}'
    const headers = { server: 'uvicorn' }
    const found = classifyProbe({ status: 200, body: `96:0${open}2:40`, headers }, at)
    expect(found).toMatchObject({
      value: {
        handshake: {
          sid: 'abc',
          pingInterval: 25000,
          pingTimeout: 60000,
          maxPayload: null,
          headers
        }
      }
    })
  })

  it('is refused by its own name', () => {
    expect(classify(400, '{"code":5,"message":"Unsupported protocol version"}')).toBe(
      'server-version-unsupported'
    )
    expect(classify(403, '{"code":4,"message":"Forbidden"}')).toBe('server-refused')
    expect(classify(401, 'who are you')).toBe('login-needed')
    expect(classify(200, '<!doctype html>')).toBe('server-not-socketio')
    expect(classify(502, 'bad gateway')).toBe('server-behind-down')
    expect(classify(500, 'oops')).toBe('server-trouble')
    expect(classify(404, 'Cannot GET /socket.io/')).toBe('server-path-unknown')
  })

  it('is told from a login page, and from a server that is elsewhere', () => {
    const form = '<form><input name="pw" type="password"></form>'
    expect(classify(200, form)).toBe('server-login-page')
    expect(classify(302, '', { location: '/login?next=/' })).toBe('server-login-page')
    expect(classify(302, '', { location: 'https://sso.example/oauth' })).toBe('server-login-page')
    expect(classify(301, '', { location: 'https://chat.example/socket.io/' })).toBe('server-moved')
    expect(classify(302, '', { location: '/welcome' })).toBe('server-path-unknown')
  })

  it('names what the system says', () => {
    const codes = [
      'ENOTFOUND',
      'ECONNREFUSED',
      'ETIMEDOUT',
      'CERT_HAS_EXPIRED',
      'EPROTO',
      'ENETUNREACH'
    ]
    expect(codes.map((code) => networkFailure(code).code)).toEqual([
      'address-unknown',
      'server-unreachable',
      'server-timeout',
      'server-certificate-untrusted',
      'server-not-socketio',
      'network-offline'
    ])
  })
})

describe('where to connect', () => {
  const settings = {
    url: 'wss://chat.example:8443/team?room=1',
    generation: 'auto' as const,
    transports: 'auto' as const,
    query: { room: '2' },
    headers: {},
    auth: { name: 'Bea' }
  }
  const plan = {
    generation: '4' as const,
    address: null,
    namespace: '/',
    path: null,
    transports: null,
    parser: 'default' as const,
    query: { v: '1' },
    headers: {},
    auth: { name: 'Ana', version: 1 }
  }

  it('is the person’s settings over the dialect’s plan', () => {
    expect(
      targetOf(settings, plan, { found: {}, jar: new CookieJar(), route: plainRoute })
    ).toMatchObject({
      ok: true,
      value: {
        origin: 'https://chat.example:8443',
        path: '/socket.io',
        namespace: '/team',
        generation: '4',
        transports: ['websocket', 'polling'],
        query: { v: '1', room: '2' },
        auth: { name: 'Bea', version: 1 }
      }
    })
  })
})
