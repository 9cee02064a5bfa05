// Holds what the way to a new server asks: which dialect where several are likely, which server where a page names others.
import { expect, it } from 'vitest'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { AddressFinding } from '../../../src-preload/contract/network-calls.ts'
import { AddressForm } from '../../../src-renderer/state/address-form.svelte.ts'
import type { Filo } from '../../../src-renderer/state/filo.svelte.ts'
import type { ConnectWish } from '../../../src-renderer/state/servers.svelte.ts'

const finding: AddressFinding = {
  ...{
    generation: 4,
    path: '/socket.io',
    namespace: '/',
    parser: 'default',
    transport: 'websocket'
  },
  ...{ dialectId: null, serverName: null, candidates: [] }
}

/** A form whose tries are answered by this; tells what is added. */
function openForm(answer: (connect: ConnectWish) => ReturnType<Filo['servers']['tryAddress']>) {
  const added: { dialectId: string; connect: ConnectWish }[] = []
  const filo = {
    app: { settings: { personName: 'Ada' }, changeSettings: () => Promise.resolve() },
    dialects: { list: [] },
    servers: {
      tryAddress: ({ connect }: { connect: ConnectWish }) => answer(connect),
      add: (server: (typeof added)[number] & { id: string }) => {
        added.push(server)
        return Promise.resolve(done({ id: server.id }))
      }
    },
    selectServer: () => undefined,
    sayRecognised: () => undefined
  } as unknown as Filo // all that the form asks of it
  const form = new AddressForm(filo)
  form.address = 'http://chat.example'
  return { form, added }
}

it('asks which dialect is spoken where none is sure and some are likely, and adds none before', async () => {
  const candidates = [
    { id: 'one', name: 'One', fit: 0.9, reasons: [] },
    { id: 'two', name: 'Two', fit: 0.5, reasons: [] },
    { id: 'far', name: 'Far', fit: 0.1, reasons: [] }
  ]
  const { form, added } = openForm(() => Promise.resolve(done({ ...finding, candidates })))
  expect(await form.connect()).toBe(false)
  expect(form.candidates.map(({ id }) => id)).toEqual(['one', 'two'])
  expect(added).toEqual([])
  expect(await form.choose('two')).toBe(true)
  expect(added.map(({ dialectId }) => dialectId)).toEqual(['two'])
})

it('asks nothing where nothing is likely', async () => {
  const candidates = [{ id: 'far', name: 'Far', fit: 0.4, reasons: [] }]
  const { form, added } = openForm(() => Promise.resolve(done({ ...finding, candidates })))
  expect(await form.connect()).toBe(true)
  expect(added.map(({ dialectId }) => dialectId)).toEqual(['auto'])
})

it('goes to a server that a page names, and keeps the page', async () => {
  const elsewhere = 'http://api.example http://other.example'
  const { form, added } = openForm(({ url }) =>
    Promise.resolve(
      url.includes('chat.') ? refuse('server-not-socketio', { elsewhere }) : done(finding)
    )
  )
  expect(await form.connect()).toBe(false)
  expect(form.elsewhere).toEqual(['http://api.example', 'http://other.example'])
  expect(await form.connectTo('http://api.example')).toBe(true)
  expect(added.map(({ connect }) => [connect.url, connect.page])).toEqual([
    ['http://api.example/', 'http://chat.example/']
  ])
})
