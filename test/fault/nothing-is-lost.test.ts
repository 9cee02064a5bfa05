// Holds that nothing is lost, doubled or put out of order, whatever breaks: network, processes, disk, clock.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { openChance } from '../support/chance.ts'
import { drawPlan } from './support/plan.ts'
import { runPlan, type RunReport } from './support/run.ts'
import { diskKind } from './support/small-disk.ts'
import { openStage } from './support/stage.ts'

const isShort = process.env['FILO_SHORT'] === '1'
const seed = Number(process.env['FILO_SEED'] ?? Math.floor(Math.random() * 1e9))
const size = isShort
  ? { faults: 26, everyMs: 800, messages: 400, quietMs: 60_000, limitMs: 170_000 }
  : { faults: 230, everyMs: 1_900, messages: 10_500, quietMs: 180_000, limitMs: 30 * 60_000 }
const again = `FILO_SEED=${seed} npm run test:fault`

/** Everything of a failing run is left here: plan, story, logs, databases. */
const dir = resolve(import.meta.dirname, `../../test-results/fault-${seed}`)

async function run(): Promise<RunReport> {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const chance = openChance(seed)
  const plan = drawPlan(chance.branch('plan'), size.faults, size.everyMs)
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan, null, 1))
  const stage = await openStage(dir, chance.branch('stage'))
  let report: RunReport | null = null
  try {
    report = await runPlan({ stage, plan, chance: chance.branch('talk'), ...size })
    return report
  } finally {
    await stage.close(report === null || report.grievances.length > 0)
  }
}

it(
  `all messages are in one honest state once everything has healed (disk: ${diskKind()})`,
  async () => {
    console.log(`fault suite: seed ${seed}, ${size.faults} faults; the same again: ${again}`)
    const { grievances, faults, figures } = await run()
    writeFileSync(join(dir, 'grievances.txt'), grievances.join('\n'))
    console.log(faults, figures)
    expect(grievances.slice(0, 20).join('\n'), `the same again: ${again}; traces: ${dir}`).toBe('')
    if (process.env['FILO_KEEP'] === undefined) rmSync(dir, { recursive: true, force: true })
  },
  size.limitMs
)
