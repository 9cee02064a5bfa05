// The way to an address that is no server of the person's yet.
import { done, type Result } from '../../src-preload/contract/failure.ts'
import { plainPassage } from '../ports/passage.ts'
import type { Route } from './link/route/route-agent.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import type { StoreDoor } from './store-door.ts'

export interface StrangerRouteOptions {
  store: StoreDoor
  resolveProxy: ResolveProxy
}

/** By the proxies that are set for all; `pin` is the fingerprint that the person trusts there, or null. */
export async function routeToStranger(
  { store, resolveProxy }: StrangerRouteOptions,
  pin: string | null
): Promise<Result<Route>> {
  const proxy = await store.ask.proxyRule({})
  if (!proxy.ok) return proxy
  return done({ passage: { ...plainPassage, pin, proxy: proxy.value }, resolveProxy })
}
