// Filo's own host inside the benchmark's process, without limits on how fast one guest may write.
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import { openHost, type Host } from '../../../src-main/host/open-host.ts'
import { must } from './must.ts'

/** The conversation that everybody is in. */
export const LOBBY = 'lobby'

const UNBOUNDED = { atOnce: 1_000_000, perSecond: 1_000_000 }

export async function openBenchHost(dataDir: string): Promise<Host> {
  const rates = { ...defaultHostLimits.rates, write: UNBOUNDED, signal: UNBOUNDED }
  return must(await openHost({ port: 0, dataDir, limits: { rates } }))
}
