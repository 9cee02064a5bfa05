// Names are looked at before they are gone to: what was looked at is what is connected to, whatever they say later.
import { lookup } from 'node:dns/promises'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { RouteAgent } from '../../../../src-main/network/link/route/route-agent.ts'
import { agentFor } from '../../../../src-main/network/transfers/safe-route.ts'
import { plainPassage } from '../../../../src-main/ports/passage.ts'

vi.mock('node:dns/promises', () => ({ lookup: vi.fn() }))
const answers = vi.mocked(lookup) as unknown as ReturnType<typeof vi.fn>
const direct = (): Promise<string> => Promise.resolve('DIRECT')

afterEach(() => {
  vi.clearAllMocks()
})

function ask(agent: RouteAgent, port: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: 'cdn.invalid', port, agent }, resolve).on('error', reject)
  })
}

test.each([
  ['private', ['10.0.0.1']],
  ['one of this computer beside a public one', ['93.184.216.34', '127.0.0.1']],
  ['none', []]
])('a name whose addresses are %s is not gone to', async (_what, found) => {
  answers.mockResolvedValue(found.map((address) => ({ address })))
  const whither = {
    url: 'http://cdn.invalid/x',
    origin: 'http://chat.invalid',
    headers: {},
    cookie: '',
    passage: plainPassage,
    hosts: ['chat.invalid']
  }
  const agent = agentFor(new URL(whither.url), whither, direct)
  await expect(ask(agent, 80)).rejects.toMatchObject({ failure: { code: 'file-address-refused' } })
})

test('a name is asked for once, and the address that was looked at is connected to', async () => {
  const server = createServer((_request, response) => void response.end('here'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // Nobody else could find this name; a second question would be answered otherwise.
  const addressOf = vi.fn(() => Promise.resolve('10.0.0.1'))
  addressOf.mockResolvedValueOnce('127.0.0.1')
  const route = { passage: plainPassage, resolveProxy: direct, addressOf }
  const answer = await ask(new RouteAgent(`http://cdn.invalid:${port}`, route), port)
  expect(answer.statusCode).toBe(200)
  answer.resume()
  expect(addressOf).toHaveBeenCalledOnce()
  server.closeAllConnections()
  server.close()
})
