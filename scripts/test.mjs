// Runs suites and says in its last line how many tests passed, failed and were skipped.
//
//   npm test                      all of them
//   npm test -- unit e2e          some; `check` stands for all static checks
//   npm test -- fault --long      the fault suite at full length
import { reasonOf, say } from './say.mjs'
import { SUITES } from './suites.mjs'
import { inWords, NOTHING, sum, tallyOfOne } from './tally.mjs'

/** The checks are single-threaded; more than the cores of a small machine only slows each. */
const CHECKS_AT_ONCE = 2

/** @param {string[]} words of the command line */
function choose(words) {
  const known = new Set(['check', ...SUITES.map((suite) => suite.name)])
  const unknown = words.filter((word) => !known.has(word))
  if (unknown.length > 0) {
    throw new Error(`no suite ${unknown.join(', ')}; there are ${[...known].join(', ')}`)
  }
  if (words.length === 0) return SUITES
  return SUITES.filter(({ name, kind }) => words.includes(name) || words.includes(kind))
}

/**
 * @param {import('./suites.mjs').Suite} suite
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
async function runOne(suite) {
  const startedMs = performance.now()
  const { tally, output } = await suite.run().catch((/** @type {unknown} */ error) => ({
    tally: tallyOfOne(false),
    output: reasonOf(error)
  }))
  if (tally.failed > 0 && output) process.stderr.write(`${output.trimEnd()}\n`)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const words = tally === NOTHING ? 'has no tests' : inWords(tally)
  say(suite.name, `${words} (${seconds} s)`)
  return tally
}

/**
 * @param {import('./suites.mjs').Suite[]} suites
 * @param {number} atOnce
 */
async function runAll(suites, atOnce) {
  const waiting = [...suites]
  const tallies = /** @type {import('./tally.mjs').Tally[]} */ ([])
  const worker = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
      tallies.push(await runOne(suite))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return sum(tallies)
}

async function main() {
  const args = process.argv.slice(2)
  // The fault suite reads this: it repeats its kills less often.
  if (!args.includes('--long')) process.env['FILO_SHORT'] = '1'
  const chosen = choose(args.filter((arg) => arg !== '--long'))
  const checks = await runAll(
    chosen.filter((suite) => suite.kind === 'check'),
    CHECKS_AT_ONCE
  )
  const tests = await runAll(
    chosen.filter((suite) => suite.kind === 'dynamic'),
    1
  )
  const total = sum([checks, tests])
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1
  process.stdout.write(`${inWords(total)}\n`)
}

try {
  await main()
} catch (error) {
  say('test', reasonOf(error))
  process.exitCode = 1
}
