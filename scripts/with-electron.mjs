// Set-up of the suites that open windows: an Electron, a display and a fresh build.
import { ensureBuilt } from './build.mjs'
import { resolveRuntime } from './runtime.mjs'
import { DESKTOP, ensurePackages, KEYRING, prepareSystem } from './system.mjs'

/**
 * Runs once before a suite, for Playwright as well as Vitest. The tests find the executable in
 * FILO_ELECTRON; as root they have to start it with `--no-sandbox`.
 * @returns {Promise<() => void>} the teardown
 */
export default async function setUpElectron() {
  // A caller that did all this for several suites has said so.
  process.env['FILO_ELECTRON'] ||= await resolveRuntime()
  const system = await prepareSystem()
  await ensurePackages([...KEYRING, ...DESKTOP])
  await ensureBuilt()
  return () => system.close()
}
