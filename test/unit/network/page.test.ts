import { describe, expect, it } from 'vitest'
import { serversIn } from '../../../src-main/network/link/page-servers.ts'
import { readTexts } from '../../../src-main/network/link/page.ts'

const said = (text: string, sources: string[] = []) =>
  readTexts(
    [text],
    sources.map((source) => new URL(source, 'http://chat.example/'))
  )

describe('a page', () => {
  it('names path and namespace where it opens its socket', () => {
    const text = `const s = io.connect('/rooms', { transports: ['websocket'], path: '/deep/ws' })`
    expect(said(text)).toEqual({ paths: ['/deep/ws'], namespaces: ['/rooms'] })
  })

  it('names its path in what a bundler made of it', () => {
    expect(said('o=new e.M(t,{path:"/api/v2/socket.io/",k:1})').paths).toEqual([
      '/api/v2/socket.io'
    ])
  })

  it('tells by the client that it loads where the server is, and how it packs', () => {
    expect(said('', ['/rt/socket.io.msgpack.min.js', '/main.js'])).toEqual({
      paths: ['/rt'],
      namespaces: [],
      parser: 'msgpack'
    })
  })

  it('that says nothing of a socket tells nothing', () => {
    expect(said('<h1>radio(now) audio("/x")</h1> audio("/y")')).toEqual({
      paths: [],
      namespaces: []
    })
  })

  it('made to keep its reader busy does not', () => {
    const startedAt = performance.now()
    for (const piece of ['io(', '"socket.io', 'io("/', '<script src=']) {
      said(piece.repeat(1024 * 256))
    }
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

describe('a page of a client', () => {
  const page = new URL('http://localhost:5173/chat')
  it.each([
    [
      'opens its socket to',
      `const s = io("http://localhost:3001", { auth })`,
      ['http://localhost:3001']
    ],
    [
      'opens it to by a name',
      `const host="wss://api.example.org/x";s.current=io(host)`,
      ['https://api.example.org']
    ],
    [
      'has beside itself',
      `axios.create({ baseURL: 'http://127.0.0.1:5000/' })`,
      ['http://127.0.0.1:5000']
    ],
    [
      'only links to',
      `a.href="https://github.com";b="http://localhost:8080/docs";radio("http://x.example")`,
      []
    ],
    ['is itself', `io("http://localhost:5173")`, []]
  ])('tells of servers that it %s', (_how, text, servers) => {
    expect(serversIn([text], page)).toEqual(servers)
  })

  it('made to keep its reader busy does not', () => {
    const startedAt = performance.now()
    for (const piece of [
      '"http://a',
      '"http://localhost:1",',
      'x="http://localhost:1";io(x',
      'io('
    ]) {
      serversIn([piece.repeat(40_000)], page)
    }
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
