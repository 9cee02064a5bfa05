// Starts Filo with the person's session: by the system where it offers that, by a desktop file on Linux.
import { app } from 'electron'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describeError, openLog } from '../../base/log.ts'
import { autostartFile } from './autostart-file.ts'

const log = openLog('desktop')

export interface AutostartWish {
  isOn: boolean
  isHidden: boolean
  /** Null for the plain one. */
  profile: string | null
}

/** Makes it so; what stands in the way is logged, and the switch in the settings stays as the person left it. */
export async function applyAutostart(wish: AutostartWish): Promise<void> {
  const args = argumentsOf(wish)
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wish.isOn, args })
    return
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart')
  const file = join(folder, wish.profile ? `filo-${wish.profile}.desktop` : 'filo.desktop')
  try {
    if (!wish.isOn) return await rm(file, { force: true })
    await mkdir(folder, { recursive: true })
    // Inside an AppImage the executable is elsewhere at each start.
    const command = [process.env['APPIMAGE'] ?? process.execPath, ...appPath(), ...args]
    await writeFile(file, autostartFile(command))
  } catch (error) {
    log.warn('start at login not changed', { error: describeError(error) })
  }
}

function argumentsOf({ isHidden, profile }: AutostartWish): string[] {
  return [...(isHidden ? ['--hidden'] : []), ...(profile ? ['--profile', profile] : [])]
}

// Run from its sources, the app is an argument of Electron's.
function appPath(): string[] {
  return app.isPackaged ? [] : [app.getAppPath()]
}
