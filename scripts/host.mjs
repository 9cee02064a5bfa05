// Runs the embedded server alone, without a window, on plain Node.
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runInForeground } from './foreground.mjs'
import { REPO } from './paths.mjs'
import { reasonOf, say } from './say.mjs'

try {
  await ensureBuilt()
  const entry = join(REPO, 'out', 'main', 'host.process.cjs')
  const args = [entry, '--headless', ...process.argv.slice(2)]
  process.exitCode = await runInForeground(process.execPath, args)
} catch (error) {
  say('host', reasonOf(error))
  process.exitCode = 1
}
