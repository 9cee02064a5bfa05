// Holds an organisation's policy in the store: what it names is there, what would undo it is refused, whoever asks.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { PresetServer, StorePolicy } from '../../../src-main/ports/policy.ts'
import { must, newServer, openRig, SERVER, type Rig } from './store-rig.ts'

let rig: Rig
beforeEach(() => void (rig = openRig()))
afterEach(() => rig.end())

const preset = (parts: Partial<PresetServer> = {}): PresetServer => ({
  key: 'id:main',
  name: 'Acme',
  connect: {
    url: 'https://chat.example.org',
    generation: 'auto',
    transports: 'auto',
    query: {},
    headers: { 'X-Acme': 'one' },
    auth: {}
  },
  dialectId: 'acme',
  login: { name: 'ada' },
  proxy: null,
  ...parts
})

function under(policy: Partial<StorePolicy> | null): void {
  const nothing = {
    organisation: 'Acme',
    servers: [],
    defaults: { proxy: {} },
    locked: { proxy: {} }
  }
  rig.policy = policy && { ...nothing, ...policy }
  rig.reopen()
}

const servers = async () => must(await rig.window.ask.listServers({}))
const links = async () => must(await rig.network.ask.listLinks({}))
const first = async (): Promise<ServerId> => (await servers())[0]?.id ?? ''
const locked = {
  ok: false,
  failure: { code: 'set-by-policy', retry: false, detail: { by: 'Acme' } }
}
const plainProxy = { mode: 'system' as const, http: '', https: '', socks: '', bypass: '', user: '' }

it('adds a server once, knows it again at another address, and lets it go when nobody names it', async () => {
  under({ servers: [preset()] })
  const [added] = await servers()
  expect(added).toMatchObject({ name: 'Acme', held: { dialect: true, proxy: false } })
  expect((await links())[0]).toMatchObject({
    dialectId: 'acme',
    connect: { headers: { 'X-Acme': 'one' } },
    login: { name: 'ada' }
  })
  must(await rig.window.ask.renameServer({ serverId: added?.id ?? '', name: 'Work' }))
  const moved = { ...preset().connect, url: 'https://new.example.org' }
  under({ servers: [preset({ connect: moved, login: { name: 'bo' } })] })
  expect(await servers()).toHaveLength(1)
  expect((await servers())[0]).toMatchObject({ id: added?.id, name: 'Work', url: moved.url })
  under(null)
  expect((await servers())[0]?.held).toBeNull()
  must(await rig.window.ask.removeServer({ serverId: await first() }))
  expect(await servers()).toEqual([])
})

it('takes a server that the person had for its own, with what they entered there', async () => {
  const connect = { ...newServer().connect, url: 'https://chat.example.org/' }
  const own = { ...newServer(), connect: { ...connect, auth: { token: 'mine' } } }
  must(await rig.window.ask.addServer(own))
  under({ servers: [preset()] })
  const [known] = await links()
  expect(await servers()).toHaveLength(1)
  expect(known).toMatchObject({
    serverId: SERVER,
    dialectId: 'acme',
    connect: { headers: { 'X-Acme': 'one' }, auth: { token: 'mine' } }
  })
})

it('refuses what would undo a server that is set', async () => {
  under({
    servers: [
      preset({ proxy: 'none' }),
      preset({
        key: 'b',
        dialectId: null,
        connect: { ...preset().connect, url: 'https://b.example.org' }
      })
    ]
  })
  const [one, other] = await servers()
  const ask = rig.window.ask
  const serverId = one?.id ?? ''
  expect(await ask.removeServer({ serverId })).toEqual(locked)
  expect(await ask.setAddress({ serverId, url: 'https://evil.example' })).toEqual(locked)
  expect(await ask.setDialect({ serverId, dialectId: 'filo' })).toEqual(locked)
  expect(await ask.setServerProxy({ serverId, proxy: 'system' })).toEqual(locked)
  const connect = { ...preset().connect, headers: {} }
  expect(await ask.changeConnect({ serverId, connect })).toEqual(locked)
  expect(await servers()).toEqual([one, other])
  // What is not said stays the person's.
  const second = other?.id ?? ''
  must(await ask.setDialect({ serverId: second, dialectId: 'filo' }))
  must(await ask.setServerProxy({ serverId: second, proxy: 'none' }))
  must(await ask.moveServer({ serverId: second, position: 0 }))
})

it('locks proxies for everything that connects, and gives the person their own back', async () => {
  must(await rig.window.ask.addServer(newServer()))
  must(await rig.window.ask.setServerProxy({ serverId: SERVER, proxy: 'none' }))
  must(
    await rig.window.ask.setProxySettings({ ...plainProxy, bypass: 'mine.example', password: null })
  )
  under({ locked: { proxy: { mode: 'manual', http: 'proxy.example.org:8080' } } })
  const rule = { mode: 'manual', http: 'proxy.example.org:8080', bypass: 'mine.example' }
  expect((await links())[0]?.passage.proxy).toMatchObject(rule)
  expect(must(await rig.network.ask.proxyRule({}))).toMatchObject(rule)
  expect((await servers())[0]?.passage.proxy).toBe('app')
  const ask = rig.window.ask
  expect(await ask.setServerProxy({ serverId: SERVER, proxy: 'none' })).toEqual(locked)
  expect(await ask.setProxySettings({ ...plainProxy, password: null })).toEqual(locked)
  const { mode, http } = must(await ask.proxySettings({}))
  const wish = { ...plainProxy, bypass: 'mine.example', mode, http }
  must(await ask.setProxySettings({ ...wish, user: 'ada', password: 'secret' }))
  under(null)
  expect(must(await rig.network.ask.proxyRule({}))).toMatchObject({
    mode: 'system',
    http: '',
    user: 'ada',
    password: 'secret'
  })
  expect((await servers())[0]?.passage.proxy).toBe('none')
})

it('presets proxies until the person chooses others', async () => {
  under({ defaults: { proxy: { mode: 'none' } } })
  expect(must(await rig.network.ask.proxyRule({})).mode).toBe('none')
  must(await rig.window.ask.setProxySettings({ ...plainProxy, password: null }))
  expect(must(await rig.network.ask.proxyRule({})).mode).toBe('system')
})

it('keeps history everywhere for as long as is locked, and by default for as long as is preset', async () => {
  must(await rig.window.ask.addServer(newServer()))
  const days = async () => (await servers()).map(({ retentionDays }) => retentionDays)
  const second = '018f0000-0000-7000-8000-000000000002'
  under({ defaults: { proxy: {}, retentionDays: 90 } })
  must(await rig.window.ask.addServer(newServer(second)))
  expect(await days()).toEqual([null, 90])
  must(await rig.window.ask.setRetention({ serverId: second, days: 365 }))
  under({ locked: { proxy: {}, retentionDays: 30 } })
  expect(await days()).toEqual([30, 30])
  expect(await rig.window.ask.setRetention({ serverId: second, days: 365 })).toEqual(locked)
  expect(await rig.window.ask.setRetention({ serverId: second, days: null })).toEqual(locked)
  must(await rig.window.ask.setRetention({ serverId: second, days: 30 }))
  must(await rig.window.ask.addServer(newServer('018f0000-0000-7000-8000-000000000003')))
  expect(await days()).toEqual([30, 30, 30])
})
