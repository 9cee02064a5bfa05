// Runs every dialect against its emulated server and prints what was shown; `--write` puts it into the README.
import { join } from 'node:path'
import { REPO } from './paths.mjs'
import { run } from './run.mjs'
import { reasonOf, say } from './say.mjs'

const VITEST = join(REPO, 'node_modules', 'vitest', 'vitest.mjs')
const SUITE = 'test/integration/dialects'

try {
  const isWriting = process.argv.includes('--write')
  const env = { ...process.env, FILO_TABLE: 'show', ...(isWriting ? { FILO_WRITE: '1' } : {}) }
  const command = [VITEST, 'run', '--project', 'integration', '--reporter=dot', SUITE]
  const { code } = await run(process.execPath, command, { cwd: REPO, isShown: true, env })
  process.exitCode = code
} catch (error) {
  say('dialects', reasonOf(error))
  process.exitCode = 1
}
