import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostGuest } from '../../support/host-guest.ts'
import { TestHost } from '../../support/test-host.ts'

let test: TestHost

beforeEach(async () => {
  test = await TestHost.open()
})
afterEach(() => test.close())

it('who comes back is not given a connection that still stands, which would take it down when it ends', async () => {
  const anna = await test.guest('Anna')
  const bruno = await test.guest('Bruno')
  const say = (text: string) =>
    bruno.get('message:send', { conversationId: 'lobby', clientId: text, text })
  anna.socket.io.engine.close()
  await bruno.hear('presence', ({ people }) => people.some((p) => p.name === 'Anna' && !p.online))
  anna.socket.connect()
  await anna.until(() => anna.all('welcome')[1])
  await say('before')
  await anna.hear('message')

  // Half-open: this end is gone, and the host has not noticed.
  const back = new HostGuest(test.address, 'Anna', { auth: { token: anna.welcome.token } })
  const known = ['_pid', '_lastOffset'].map((key) => [key, Reflect.get(anna.socket, key)] as const)
  for (const [key, value] of known) Reflect.set(back.socket, key, value)
  await back.hear('welcome')
  expect(back.welcome.recovered).toBe(false)
  anna.close()
  await say('after')
  expect((await back.hear('message', ({ text }) => text === 'after')).text).toBe('after')
  back.close()
})
