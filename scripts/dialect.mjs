// Checks a dialect file and tries it at a server, without a window, on plain Node.
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runInForeground } from './foreground.mjs'
import { REPO } from './paths.mjs'
import { reasonOf, say } from './say.mjs'

try {
  await ensureBuilt()
  const entry = join(REPO, 'out', 'main', 'dialect.process.cjs')
  const args = [entry, ...process.argv.slice(2)]
  process.exitCode = await runInForeground(process.execPath, args)
} catch (error) {
  say('dialect', reasonOf(error))
  process.exitCode = 1
}
