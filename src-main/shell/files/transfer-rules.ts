// What the person's settings mean for files that move.
import type { TransferSettings } from '../../../src-preload/contract/files.ts'

/** As the network process wants it; where the network costs by the byte nothing is fetched by itself. */
export function transferRules(
  { upRate, downRate, autoBytes, metered }: TransferSettings,
  isMetered: boolean
): { upRate: number | null; downRate: number | null; autoBytes: number } {
  const costs = metered === 'yes' || (metered === 'auto' && isMetered)
  return { upRate, downRate, autoBytes: costs ? 0 : autoBytes }
}
