// Opens Filo, with all set-up that the machine needs.
import { ensureBuilt } from './build.mjs'
import { runInForeground } from './foreground.mjs'
import { REPO } from './paths.mjs'
import { isRoot } from './run.mjs'
import { resolveRuntime } from './runtime.mjs'
import { reasonOf, say } from './say.mjs'
import { prepareSystem } from './system.mjs'

async function main() {
  const executable = await resolveRuntime()
  const system = await prepareSystem()
  try {
    await ensureBuilt()
    sayWhere(system.virtualDisplay)
    const args = [...chromiumArguments(system.virtualDisplay), REPO, ...process.argv.slice(2)]
    process.exitCode = await runInForeground(executable, args)
    say('start', 'Filo has ended')
  } finally {
    system.close()
  }
}

/** @param {string | undefined} virtualDisplay */
function sayWhere(virtualDisplay) {
  if (virtualDisplay === undefined) {
    say('start', 'opening Filo on your desktop; Ctrl-C here ends it')
    return
  }
  say(
    'start',
    `no display here: opening Filo on the virtual display ${virtualDisplay}; Ctrl-C ends it`
  )
  say(
    'start',
    `to look at it: apt-get install x11vnc && x11vnc -display ${virtualDisplay} -localhost, ` +
      'then point a VNC viewer at port 5900'
  )
}

/** @param {string | undefined} virtualDisplay */
function chromiumArguments(virtualDisplay) {
  const args = []
  if (isRoot()) args.push('--no-sandbox')
  // Without a desktop there is no session bus; Chromium would fill the terminal with that.
  if (virtualDisplay !== undefined) args.push('--log-level=3')
  if (!process.env['DISPLAY'] && process.env['WAYLAND_DISPLAY'])
    args.push('--ozone-platform=wayland')
  return args
}

try {
  await main()
} catch (error) {
  say('start', reasonOf(error))
  process.exitCode = 1
}
