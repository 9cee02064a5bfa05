// The start-up story of the main process: lock, make safe, fork, open the window, join everybody.
import { app } from 'electron'
import { markBoot } from './base/boot-marks.ts'
import { spareMemory } from './base/spare-memory.ts'
import { join } from 'node:path'
import { APP_ID } from './shell/app-id.ts'
import { openPolicy } from './policy/policy.ts'
import { readArguments } from './shell/launch-arguments.ts'
import { Diagnostics } from './shell/diagnostics/diagnostics.ts'
import { Openings } from './shell/openings.ts'
import { registerAppScheme } from './shell/app-protocol.ts'
import { FiloApp } from './shell/filo-app.ts'
import { restWindows } from './shell/main-window.ts'
import { fetchNoDictionaries } from './shell/window-guards.ts'
import type { MakeUpdates } from './ports/updates.ts'
import { ElectronUpdates, withdrawStart } from './updater/updates.ts'

markBoot('modules run')
// As root Chromium cannot sandbox, and tests say so with the switch; calling this would take the switch back.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
app.setName('Filo')
// Windows shows notifications only of who says by which shortcut it is known.
if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
// Chromium's own errands on the network: none of them is Filo's business.
app.commandLine.appendSwitch('disable-background-networking')
app.commandLine.appendSwitch('disable-component-update')
app.commandLine.appendSwitch('disable-domain-reliability')
registerAppScheme()
fetchNoDictionaries()

const openings = new Openings(app)
const launched = readArguments(process.argv)
const { profile, isProfileRefused } = launched
if (profile !== null) {
  app.setPath('userData', join(app.getPath('userData'), 'profiles', profile))
}

if (isProfileRefused) {
  process.stderr.write('--profile wants a name of up to 40 letters, digits, - and _\n')
  withdrawStart()
  app.exit(2)
} else if (!app.requestSingleInstanceLock()) {
  withdrawStart()
  app.quit()
} else {
  const diagnostics = new Diagnostics(app.getPath('userData'))
  // Nobody walks away from a policy by how they start Filo: only where it is worked on another may be tried.
  // A package is known by its archive, not by what its program is called.
  const isPackage = app.isPackaged || app.getAppPath().endsWith('.asar')
  const policyRead = openPolicy(isPackage ? null : (process.env['FILO_POLICY_FILE'] ?? null))
  // No top-level await on `whenReady` in an ES module: a packaged app would wait for ever.
  void app.whenReady().then(async () => {
    const makeUpdates: MakeUpdates = (options) => new ElectronUpdates(options)
    const policy = await policyRead
    new FiloApp({ launched, policy, makeUpdates, diagnostics }).run(openings)
    spareMemory(restWindows)
  })
}
