// Real sockets on loopback: coming in, being refused, coming back, and what a host keeps.
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lanAddress } from '../../../src-main/host/invite.ts'
import { openHost } from '../../../src-main/host/open-host.ts'
import { HostGuest, refusalOf } from '../../support/host-guest.ts'
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import { TestHost } from '../../support/test-host.ts'

let test: TestHost

beforeEach(async () => {
  test = await TestHost.open({ hostName: 'Test' })
})
afterEach(() => test.close())

describe('coming in', () => {
  it('welcomes with who one is, a token, the limits and the features', async () => {
    const { welcome } = await test.guest('  Anna ')
    expect(welcome).toMatchObject({
      version: 1,
      hostName: 'Test',
      me: { name: 'Anna' },
      isNew: true,
      recovered: false,
      people: [{ name: 'Anna', online: true }],
      limits: { textLength: 16_000, pageLength: 200 },
      features: { edit: true, history: true }
    })
    expect(welcome.token).toMatch(/^[\w-]{43}$/)
  })

  it('knows a person again by the token', async () => {
    const first = await test.guest('Anna')
    const { token, me } = first.welcome
    const again = await test.guest('Anna', { auth: { token } })
    expect([again.welcome.me, again.welcome.isNew]).toEqual([me, false])
  })

  it('makes no second person of a client that makes its own token', async () => {
    const auth = { token: 'a-token-made-by-the-client' }
    const first = await test.guest('Anna', { auth })
    const again = await test.guest('Anna', { auth })
    expect(again.welcome.me).toEqual(first.welcome.me)
  })

  it('tells people of one name apart', async () => {
    const names: string[] = []
    for (const name of ['Anna', 'anna', 'ＡＮＮＡ', 'Anna']) {
      names.push((await test.guest(name)).welcome.me.name)
    }
    expect(names).toEqual(['Anna', 'anna 2', 'ＡＮＮＡ 3', 'Anna 4'])
  })

  it('takes a new name of a known person and tells the others', async () => {
    const anna = await test.guest('Anna')
    const bruno = await test.guest('Bruno')
    const { token } = anna.welcome
    const renamed = await test.guest('Annalisa', { auth: { token } })
    await bruno.hear('presence', ({ people }) => people.some(({ name }) => name === 'Annalisa'))
    expect(renamed.welcome.me).toEqual({ id: anna.welcome.me.id, name: 'Annalisa' })
  })

  it.each([
    ['no name', {}, { code: 'name-invalid' }],
    ['an empty name', { name: '   ' }, { code: 'name-invalid' }],
    ['a long name', { name: 'x'.repeat(81) }, { code: 'name-invalid' }],
    ['a name that turns text around', { name: 'Anna\u202e' }, { code: 'name-invalid' }],
    ['a name with a control character', { name: 'An\u0007na' }, { code: 'name-invalid' }],
    [
      'a short token',
      { name: 'A', token: 'short' },
      { code: 'input-invalid', detail: { field: 'token' } }
    ],
    [
      'another version',
      { name: 'A', version: 2 },
      { code: 'version-unsupported', detail: { version: 1 } }
    ]
  ])('refuses %s', async (_what, auth, data) => {
    expect(await refusalOf(test.address, auth)).toEqual({ message: data.code, data })
  })

  it('ends when one does not take what one is told, though nothing more is said', async () => {
    const strict = await TestHost.open({ limits: { waitingPackets: 0 } })
    const ada = await strict.guest('Ada', { transports: ['polling'], upgrade: false })
    // From now on she asks for nothing more.
    Object.assign(ada.socket.io.engine.transport, { doPoll: () => undefined })
    const bo = await strict.guest('Bo')
    // What answers her last question is the one thing that she still takes.
    await bo.hear('presence')
    await strict.guest('Cy')
    await bo.hear('presence', ({ people }) =>
      people.some((one) => one.id === ada.welcome.me.id && !one.online)
    )
    expect(strict.host.state.clients).toBe(2)
    await strict.close()
    // Long before the heartbeat would find out.
  }, 10_000)

  it('refuses more sockets than it holds', async () => {
    const small = await TestHost.open({ limits: { clients: 1 } })
    await small.guest('One')
    const refusal = await refusalOf(small.address, { name: 'Two' })
    await small.close()
    expect(refusal.data).toEqual({ code: 'too-many', detail: { limit: 1 } })
  })

  it.each([['websocket'], ['polling']])('refuses web pages over %s', async (transport) => {
    const refusal = refusalOf(
      test.address,
      { name: 'Page' },
      { transports: [transport], extraHeaders: { origin: 'https://example.com' } }
    )
    await expect(refusal).resolves.toMatchObject({ data: undefined })
  })

  it('lets in pages of an origin that is allowed', async () => {
    const open = await TestHost.open({ allowedOrigins: ['https://chat.example'] })
    const guest = await open.guest('Page', { extraHeaders: { origin: 'https://chat.example' } })
    await open.close()
    expect(guest.welcome.me.name).toBe('Page')
  })

  it('serves polling clients too', async () => {
    const guest = await test.guest('Poll', { transports: ['polling'] })
    const payload = { conversationId: 'lobby', clientId: 'p', text: 'by polling' }
    expect((await guest.get('message:send', payload)).seq).toBe(1)
  })

  it('answers other requests in words instead of keeping them waiting', async () => {
    const status = await new Promise((resolve, reject) => {
      request(`${test.address}/`, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(404)
  })
})

describe('too much', () => {
  it('says how long to wait, and takes messages again then', async () => {
    const rates = {
      write: { atOnce: 2, perSecond: 20 },
      signal: { atOnce: 2, perSecond: 20 },
      query: { atOnce: 2, perSecond: 20 },
      create: { atOnce: 2, perSecond: 20 }
    }
    let now = 1_000
    const small = await TestHost.open({ limits: { rates }, now: () => now })
    const guest = await small.guest('Fast')
    const send = (clientId: string) =>
      guest.ask('message:send', { conversationId: 'lobby', clientId, text: clientId })
    const answers = [await send('a'), await send('b'), await send('c')]
    now += 50
    const later = await send('c')
    await small.close()
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, false])
    expect(answers[2]).toEqual({
      ok: false,
      error: { code: 'rate-limited', detail: { retryAfterMs: 50 } }
    })
    expect(later.ok).toBe(true)
  })

  it('lets go of a socket that goes on in spite of refusals', async () => {
    const small = await TestHost.open({ limits: { refusals: { atOnce: 5, perSecond: 0.1 } } })
    const guest = await small.guest('Stubborn')
    const ended = new Promise((resolve) => guest.socket.once('disconnect', resolve))
    for (let n = 0; n < 7; n++) guest.socket.emit('nonsense', n)
    await ended
    expect((await small.guest('Other')).welcome.me.name).toBe('Other')
    await small.close()
  })
})

describe('coming back', () => {
  it('is told what it missed after a short cut, by recovery', async () => {
    const anna = await test.guest('Anna')
    const bruno = await test.guest('Bruno')
    anna.socket.io.engine.close()
    await bruno.hear('presence', ({ people }) => people.some((p) => p.name === 'Anna' && !p.online))
    await bruno.get('message:send', { conversationId: 'lobby', clientId: 'm', text: 'missed' })
    anna.socket.connect()
    const missed = await anna.hear('message')
    await anna.until(() => anna.all('welcome')[1])
    expect([missed.text, anna.welcome.recovered, anna.welcome.isNew]).toEqual([
      'missed',
      true,
      false
    ])
    expect(anna.welcome.me).toEqual(anna.all('welcome')[0]?.me)
  })

  it('misses nothing that is said in the very moment of coming back', async () => {
    const write = { atOnce: 10_000, perSecond: 10_000 }
    await test.close()
    test = await TestHost.open({ limits: { rates: { ...defaultHostLimits.rates, write } } })
    const anna = await test.guest('Anna')
    // As Filo does: who comes back says who they are.
    anna.socket.auth = { name: 'Anna', token: anna.welcome.token }
    const others = await Promise.all(['B', 'C', 'D', 'E'].map((name) => test.guest(name)))
    let isOver = false
    const talk = others.map(async (other, who) => {
      for (let n = 0; !isOver; n++) {
        const words = { conversationId: 'lobby', clientId: `${who}-${n}`, text: `${who}-${n}` }
        await other.get('message:send', words)
      }
    })
    await anna.hear('message')
    for (let round = 0; round < 20; round++) {
      const gone = new Promise((resolve) => anna.socket.once('disconnect', resolve))
      anna.socket.io.engine.close()
      await gone
      anna.socket.connect()
      await anna.until(() => anna.all('welcome')[round + 1])
    }
    isOver = true
    await Promise.all(talk)
    const { messages } = await anna.get('history', { conversationId: 'lobby', limit: 1 })
    const last = messages[0]?.seq ?? 0
    await anna.hear('message', ({ seq }) => seq === last)
    const welcomes = anna.all('welcome').slice(1)
    expect(welcomes.every(({ recovered }) => recovered)).toBe(true)
    const heard = anna.all('message').map(({ seq }) => seq)
    const [first = 0] = heard
    expect(heard).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index))
  })

  it('does not hear rooms that it left elsewhere meanwhile', async () => {
    const anna = await test.guest('Anna')
    const { conversation } = await anna.get('room:create', { title: 'Books' })
    const bruno = await test.guest('Bruno')
    await bruno.get('room:join', { conversationId: conversation.id })
    const elsewhere = await test.guest('Anna', { auth: { token: anna.welcome.token } })
    const noticed = new Promise<void>((resolve) => {
      test.host.onStateChanged((state) => state.clients === 2 && resolve())
    })
    anna.socket.io.engine.close()
    await noticed
    await elsewhere.get('room:leave', { conversationId: conversation.id })
    anna.socket.connect()
    const { recovered } = await anna.until(() => anna.all('welcome')[1])
    await bruno.get('message:send', {
      conversationId: conversation.id,
      clientId: 'r',
      text: 'room'
    })
    await bruno.get('message:send', { conversationId: 'lobby', clientId: 'l', text: 'lobby' })
    await anna.hear('message', (message) => message.text === 'lobby')
    expect([recovered, anna.all('message').map(({ text }) => text)]).toEqual([true, ['lobby']])
  })

  it('closes a longer gap by the cursor', async () => {
    const anna = await test.guest('Anna')
    const bruno = await test.guest('Bruno')
    const send = (n: number) =>
      bruno.get('message:send', { conversationId: 'lobby', clientId: `c${n}`, text: `m${n}` })
    await send(1)
    const { seq } = await anna.hear('message')
    anna.close()
    await send(2)
    await send(3)
    const back = await test.guest('Anna', { auth: { token: anna.welcome.token } })
    const { messages } = await back.get('history', { conversationId: 'lobby', after: seq })
    expect(messages.map((message) => message.text)).toEqual(['m2', 'm3'])
  })

  it('keeps people, tokens, rooms and history over a restart', async () => {
    const anna = await test.guest('Anna')
    const { conversation } = await anna.get('room:create', { title: 'Books' })
    const payload = { conversationId: conversation.id, clientId: 'c', text: 'kept' }
    const sent = await anna.get('message:send', payload)
    await test.stop()
    await test.start(0)
    const back = await test.guest('Anna', { auth: { token: anna.welcome.token } })
    const history = await back.get('history', { conversationId: conversation.id })
    const again = await back.get('message:send', payload)
    expect(back.welcome.me).toEqual(anna.welcome.me)
    expect(back.welcome.conversations.map(({ title }) => title)).toEqual(['Books', 'Lobby'])
    expect(history.messages.map(({ id, text }) => [id, text])).toEqual([[sent.id, 'kept']])
    expect(again).toEqual({ ...sent, duplicate: true })
  })
})

describe('sharing', () => {
  const lan = lanAddress(networkInterfaces())
  const parts = (link: string | null): URLSearchParams => new URL(link ?? 'filo://').searchParams
  const secretOf = (link: string | null): string => parts(link).get('auth.secret') ?? ''

  it('is not reachable from other machines before it is shared', async () => {
    if (lan === null) return
    const { port } = new URL(test.address)
    expect((await refusalOf(`http://${lan}:${port}`, { name: 'Out' })).message).toBe(
      'websocket error'
    )
  })

  it('opens and closes without disturbing who is here', async () => {
    const anna = await test.guest('Anna')
    const states: boolean[] = []
    test.host.onStateChanged((state) => states.push(state.shared))
    const opened = await test.host.share(true)
    await test.guest('Bruno')
    await test.host.share(false)
    const carla = await test.guest('Carla')
    await carla.get('message:send', { conversationId: 'lobby', clientId: 'c', text: 'hi' })
    expect([(await anna.hear('message')).text, anna.all('welcome').length]).toEqual(['hi', 1])
    expect([opened.ok && opened.value.shared, test.host.inviteLink]).toEqual([true, null])
    expect(states.filter((is, at) => is !== states[at - 1])).toEqual([true, false])
  })

  it('lets other machines in with the link, and only with its secret', async () => {
    if (lan === null) return
    await test.host.share(true)
    const link = test.host.inviteLink
    const url = parts(link).get('url') ?? ''
    const wrong = { message: 'secret-wrong', data: { code: 'secret-wrong' } }
    expect(link).toMatch(
      /^filo:\/\/connect\?url=http%3A%2F%2F[\d.]+%3A\d+&dialect=filo&auth.secret=/
    )
    expect(await refusalOf(url, { name: 'Out' })).toEqual(wrong)
    expect(await refusalOf(url, { name: 'Out', secret: 'guess' })).toEqual(wrong)
    const guest = await HostGuest.enter(url, 'In', { auth: { secret: secretOf(link) } })
    expect(guest.welcome.me.name).toBe('In')
    guest.close()
  })

  it('sends remote guests away when the secret changes or sharing ends', async () => {
    if (lan === null) return
    await test.host.share(true)
    const url = parts(test.host.inviteLink).get('url') ?? ''
    const old = secretOf(test.host.inviteLink)
    const anna = await test.guest('Anna')
    const one = await HostGuest.enter(url, 'One', { auth: { secret: old } })
    const oneEnded = new Promise((resolve) => one.socket.once('disconnect', resolve))
    const state = await test.host.rotateSecret()
    const refusal = await refusalOf(url, { name: 'One', secret: old })
    const auth = { secret: secretOf(state.inviteLink) }
    const two = await HostGuest.enter(url, 'Two', { auth })
    const twoEnded = new Promise((resolve) => two.socket.once('disconnect', resolve))
    await test.host.share(false)
    expect([await oneEnded, await twoEnded]).toEqual([
      'io server disconnect',
      'io server disconnect'
    ])
    expect([refusal.message, anna.socket.connected]).toEqual(['secret-wrong', true])
  })

  it('keeps its secret over a restart, so that links stay good', async () => {
    await test.host.share(true)
    const before = secretOf(test.host.inviteLink)
    await test.stop()
    await test.start(0)
    await test.host.share(true)
    expect([secretOf(test.host.inviteLink), before.length]).toEqual([before, 32])
  })

  it('limits first arrivals from another machine', async () => {
    if (lan === null) return
    const limits = { arrivals: { atOnce: 1, perSecond: 0.001 } }
    const small = await TestHost.open({ isShared: true, limits })
    const url = parts(small.host.inviteLink).get('url') ?? ''
    const secret = secretOf(small.host.inviteLink)
    const one = await HostGuest.enter(url, 'One', { auth: { secret } })
    const refusal = await refusalOf(url, { name: 'Two', secret })
    const { token } = one.welcome
    const again = await HostGuest.enter(url, 'One', { auth: { secret, token } })
    one.close()
    again.close()
    await small.close()
    expect([refusal.message, again.welcome.me]).toEqual(['rate-limited', one.welcome.me])
  })
})

describe('opening', () => {
  it('refuses a port that is taken', async () => {
    const port = Number(new URL(test.address).port)
    const other = await openHost({ port, dataDir: `${test.dataDir}/other` })
    expect(other).toMatchObject({ ok: false, failure: { code: 'host-port-taken' } })
  })

  it('refuses data that another host is using', async () => {
    const other = await openHost({ port: 0, dataDir: test.dataDir })
    const detail = { cause: 'data-in-use' }
    expect(other).toEqual({ ok: false, failure: { code: 'host-failed', retry: false, detail } })
  })

  it('tells how many are here', async () => {
    const told = new Promise<number>((resolve) => {
      test.host.onStateChanged((state) => state.clients === 2 && resolve(state.clients))
    })
    await test.guest('Anna')
    await test.guest('Bruno')
    expect(await told).toBe(2)
  })
})
