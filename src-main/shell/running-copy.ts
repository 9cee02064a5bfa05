// What Electron and the environment tell of this copy of Filo, and how it starts itself anew.
import { app } from 'electron'
import type { DesktopSettings } from '../../src-preload/contract/desktop.ts'
import { launchCommand, type RunningCopy } from './launch-command.ts'

export function runningCopy(): RunningCopy {
  const { APPIMAGE, PORTABLE_EXECUTABLE_FILE } = process.env
  return {
    platform: process.platform,
    isPackaged: app.isPackaged,
    executable: process.execPath,
    appPath: app.getAppPath(),
    appImage: APPIMAGE,
    portableFile: PORTABLE_EXECUTABLE_FILE
  }
}

/** Ends this Filo for a new one with the same words. */
export function relaunch(): void {
  const [execPath] = launchCommand(runningCopy())
  app.relaunch({ execPath, args: process.argv.slice(1) })
  app.quit()
}

/** Whether the session started it, to be without a window: macOS hands no words to what it starts. */
export function wasStartedToHide({ startAtLogin, startHidden }: DesktopSettings): boolean {
  if (process.platform !== 'darwin' || !startAtLogin || !startHidden) return false
  return app.getLoginItemSettings().wasOpenedAtLogin
}
