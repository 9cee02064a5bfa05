// A route with nothing special about it: no proxy, no certificate of one's own.
import type { Route } from '../../../src-main/network/link/route/route-agent.ts'
import { plainPassage } from '../../../src-main/ports/passage.ts'

export const plainRoute: Route = {
  passage: plainPassage,
  resolveProxy: () => Promise.resolve('DIRECT')
}
