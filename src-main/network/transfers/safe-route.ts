// The way to where a file is: to the server itself as always, elsewhere never into private networks.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { plainPassage } from '../../ports/passage.ts'
import { bareHost } from '../link/route/hosts.ts'
import { RouteAgent, type Route } from '../link/route/route-agent.ts'
import { RouteError } from '../link/route/route-error.ts'
import type { ResolveProxy } from '../link/route/ways.ts'
import type { Whither } from '../mover-calls.ts'
import { isPrivateAddress } from './private-ranges.ts'

/** An agent for one address; its certificate, papers and pins are the server's where it is the server. */
export function agentFor(url: URL, whither: Whither, resolveProxy: ResolveProxy): RouteAgent {
  return new RouteAgent(url.origin, routeTo(url, whither, resolveProxy))
}

function routeTo(url: URL, { passage, origin, hosts }: Whither, resolveProxy: ResolveProxy): Route {
  if (url.origin === origin) return { passage, resolveProxy }
  // What proves the server proves nobody else.
  const elsewhere = { ...plainPassage, proxy: passage.proxy }
  if (hosts.includes(url.hostname)) return { passage: elsewhere, resolveProxy }
  return { passage: elsewhere, resolveProxy, addressOf: openAddressOf }
}

/** The address of a host, refused where any that it has is private: names may answer one thing now, another then. */
async function openAddressOf(host: string): Promise<string> {
  const name = bareHost(host)
  const found = isIP(name) === 0 ? await lookup(name, { all: true }) : [{ address: name }]
  const [first] = found
  if (!first || found.some(({ address }) => isPrivateAddress(address))) {
    throw new RouteError({ code: 'file-address-refused', retry: false })
  }
  return first.address
}
