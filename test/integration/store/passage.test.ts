// Keeps how servers are trusted and reached: secrets go to the network process only, the window sees faces.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CertificateFace } from '../../../src-preload/contract/passage.ts'
import { must, newServer, openRig, SERVER, settleDown, type Rig } from './store-rig.ts'

let rig: Rig

beforeEach(async () => {
  rig = openRig()
  must(await rig.window.ask.addServer(newServer()))
})
afterEach(() => rig.end())

const face = (letter: string): CertificateFace => ({
  fingerprint: Array.from({ length: 32 }, () => letter.repeat(2)).join(':'),
  name: 'chat.example',
  issuer: 'chat.example',
  until: 1_900_000_000_000
})
const link = async () => must(await rig.network.ask.listLinks({}))[0]
const listed = async () => must(await rig.window.ask.listServers({}))[0]

it('pins the certificate that the person trusts, at once and for good', async () => {
  must(await rig.window.ask.trustCertificate({ serverId: SERVER, pin: face('A') }))
  await settleDown(20)
  expect(rig.network.of('linkChanged').at(-1)?.passage.pin).toBe(face('A').fingerprint)
  rig.reopen()
  expect((await listed())?.passage.pin).toEqual(face('A'))
  must(await rig.window.ask.trustCertificate({ serverId: SERVER, pin: null }))
  expect((await link())?.passage.pin).toBeNull()
})

it('pins from the first connection on where the person trusted it while adding', async () => {
  const id = '018f0000-0000-7000-8000-000000000002'
  must(await rig.window.ask.addServer({ ...newServer(id), pin: face('B') }))
  await settleDown(20)
  const added = rig.network.of('linkAdded').find(({ serverId }) => serverId === id)
  expect(added?.passage.pin).toBe(face('B').fingerprint)
})

it('gives keys and authorities to the network, and their faces to the window', async () => {
  const pem = '-----BEGIN CERTIFICATE-----'
  const secret = { form: 'pem' as const, certificate: pem, key: 'the k3y', passphrase: 'pa55' }
  must(rig.store.keepPapers(SERVER, { authority: { face: face('C'), pem } }))
  must(rig.store.keepPapers(SERVER, { identity: { face: face('D'), identity: secret } }))
  expect((await link())?.passage).toMatchObject({ authority: pem, identity: secret })
  const seen = await listed()
  expect(seen?.passage).toMatchObject({ authority: face('C'), identity: face('D') })
  await settleDown()
  expect(JSON.stringify([seen, rig.window.told])).not.toMatch(/k3y|pa55/)
  must(await rig.window.ask.dropPapers({ serverId: SERVER, which: 'identity' }))
  expect((await link())?.passage).toMatchObject({ authority: pem, identity: null })
})

it('tells every server of new proxies, and keeps their password to itself', async () => {
  const wish = {
    mode: 'manual' as const,
    http: 'proxy.test:8080',
    https: '',
    socks: '',
    bypass: '*.lan',
    user: 'ana',
    password: 's3same'
  }
  expect(must(await rig.network.ask.proxyRule({})).mode).toBe('system')
  must(await rig.window.ask.setProxySettings(wish))
  await settleDown(20)
  expect(rig.network.of('linkChanged').at(-1)?.passage.proxy).toEqual(wish)
  const shown = must(await rig.window.ask.proxySettings({}))
  expect(shown).toMatchObject({ http: 'proxy.test:8080', user: 'ana', hasPassword: true })
  expect(JSON.stringify(shown)).not.toContain('s3same')
  must(await rig.window.ask.setProxySettings({ ...wish, http: 'other.test:1', password: null }))
  rig.reopen()
  expect(must(await rig.network.ask.proxyRule({}))).toMatchObject({
    http: 'other.test:1',
    password: 's3same'
  })
  expect(await rig.window.ask.setProxySettings({ ...wish, socks: 'so/cks' })).toMatchObject({
    failure: { code: 'proxy-invalid' }
  })
})

it('lets one server go a way of its own', async () => {
  must(await rig.window.ask.setServerProxy({ serverId: SERVER, proxy: 'none' }))
  expect((await link())?.passage.proxy.mode).toBe('none')
  expect((await listed())?.passage.proxy).toBe('none')
})

it('trusts only what the system trusts where what was kept is damaged', async () => {
  must(await rig.window.ask.trustCertificate({ serverId: SERVER, pin: face('A') }))
  rig.store.database.run(`UPDATE servers SET passage = '{"pin":'`)
  expect((await link())?.passage).toMatchObject({ pin: null, authority: null, identity: null })
})
