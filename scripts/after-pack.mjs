// Removes from a packaged app what only a development Electron needs.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Called by electron-builder, which cleans up only an Electron that it downloaded itself.
 * @param {{ appOutDir: string, packager: { getResourcesDir(appOutDir: string): string } }} context
 */
export default async function removeDevelopmentFiles({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir)
  for (const file of [join(resources, 'default_app.asar'), join(appOutDir, 'version')]) {
    await rm(file, { force: true })
  }
}
