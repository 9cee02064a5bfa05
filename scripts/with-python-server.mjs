// Before the integration tests: a Socket.IO server in another language and a desktop, from the system's packages.
import { DESKTOP, ensurePackages, PYTHON_SERVER } from './system.mjs'

/** vitest calls it once before the first test. */
export async function setup() {
  await ensurePackages([...PYTHON_SERVER, ...DESKTOP])
}
