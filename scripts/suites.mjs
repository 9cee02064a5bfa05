// The suites of `npm test`: how each one runs.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { REPO } from './paths.mjs'
import { run } from './run.mjs'
import { NOTHING, readPlaywright, readVitest, tallyOfOne, tallyOfReport } from './tally.mjs'

/**
 * @typedef {object} Outcome
 * @property {import('./tally.mjs').Tally} tally
 * @property {string} output what to read when something failed; empty where it was shown already
 */
/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {'check' | 'dynamic'} kind checks touch nothing, so they may run side by side
 * @property {() => Promise<Outcome>} run
 */

const MODULES = join(REPO, 'node_modules')
const REPORTS = join(REPO, 'test-results')
const SOURCES = ['src-main', 'src-preload', 'src-renderer', 'test', 'scripts']

/** In the order in which they run. @type {Suite[]} */
export const SUITES = [
  check('types', ['typescript/bin/tsc', '--noEmit']),
  check('script-types', ['typescript/bin/tsc', '--noEmit', '-p', 'scripts/tsconfig.json']),
  check('components', ['svelte-check/bin/svelte-check', '--fail-on-warnings']),
  check('lint', ['eslint/bin/eslint.js', '.', '--max-warnings=0']),
  check('format', ['prettier/bin/prettier.cjs', '--check', '.']),
  check('zones', ['dependency-cruiser/bin/dependency-cruise.mjs', ...zoneArguments()]),
  check('dead-code', ['knip/bin/knip.js', '--no-config-hints']),
  { name: 'lockfile', kind: 'check', run: runLockfile },
  { name: 'build', kind: 'dynamic', run: runBuild },
  vitest('unit', 'unit*'),
  vitest('integration', 'integration'),
  vitest('fuzz', 'fuzz'),
  playwright('e2e', []),
  playwright('package', ['--config', 'packages.config.ts']),
  vitest('fault', 'fault')
]

function zoneArguments() {
  return ['--config', '.dependency-cruiser.mjs', ...SOURCES]
}

/**
 * A static check: its exit code is its answer.
 * @param {string} name
 * @param {string[]} command a file in node_modules, and its arguments
 * @returns {Suite}
 */
function check(name, command) {
  const runCheck = async () => {
    const { code, output } = await runModule(command)
    return { tally: tallyOfOne(code === 0), output }
  }
  return { name, kind: 'check', run: runCheck }
}

/** A fresh clone needs a whole lock file; npm sometimes writes one that it then refuses. */
async function runLockfile() {
  const { code, output } = await run('npm', ['ci', '--dry-run', '--offline'], { cwd: REPO })
  return { tally: tallyOfOne(code === 0), output }
}

async function runBuild() {
  const { code, output } = await build()
  return { tally: tallyOfOne(code === 0), output }
}

/**
 * @param {string} name also the suite's folder below test/
 * @param {string} project name or pattern of projects in vitest.config.ts
 * @returns {Suite}
 */
function vitest(name, project) {
  const runVitest = async () => {
    if (!hasTests(name)) return { tally: NOTHING, output: '' }
    const report = freshReport(name)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const command = ['vitest/vitest.mjs', 'run', '--project', project, ...reporters]
    const { code } = await runModule(command, { isShown: true })
    return { tally: tallyOfReport(report, code, readVitest), output: '' }
  }
  return { name, kind: 'dynamic', run: runVitest }
}

/**
 * @param {string} name also the suite's folder below test/
 * @param {string[]} args
 * @returns {Suite}
 */
function playwright(name, args) {
  const runPlaywright = async () => {
    if (!hasTests(name)) return { tally: NOTHING, output: '' }
    const report = freshReport(name)
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
    const command = ['@playwright/test/cli.js', 'test', '--reporter=list,json', ...args]
    const { code } = await runModule(command, { isShown: true, env })
    return { tally: tallyOfReport(report, code, readPlaywright), output: '' }
  }
  return { name, kind: 'dynamic', run: runPlaywright }
}

/**
 * @param {string[]} command a file in node_modules, and its arguments
 * @param {import('./run.mjs').RunOptions} [options]
 */
async function runModule([file = '', ...args], options = {}) {
  return await run(process.execPath, [join(MODULES, file), ...args], { cwd: REPO, ...options })
}

/** @param {string} name a folder below test/ */
function hasTests(name) {
  const folder = join(REPO, 'test', name)
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) =>
    /\.(test|spec)\.ts$/.test(path)
  )
}

/**
 * @param {string} name
 * @returns {string} a path where no report of an earlier run can be taken for this one's
 */
function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true })
  const file = join(REPORTS, `${name}.json`)
  rmSync(file, { force: true })
  return file
}
