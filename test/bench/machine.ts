// Describes the machine that a run was made on, so that its figures can be read later.
import { cpus, loadavg, release, totalmem, type as osType } from 'node:os'

export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  system: string
  node: string
  /** Load of the last minute before the run: above half the cores, the figures are blurred. */
  load: number
  at: string
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${osType()} ${release()}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    at: new Date().toISOString()
  }
}
