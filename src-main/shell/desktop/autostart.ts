// Starts Filo with the person's session: by the system where it offers that, by a desktop file on Linux.
import { app } from 'electron'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describeError, openLog } from '../../base/log.ts'
import { launchCommand } from '../launch-command.ts'
import { runningCopy } from '../running-copy.ts'
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
    const [path, ...first] = launchCommand(runningCopy())
    // On Windows an entry of its own for each profile.
    const name = wish.profile ? `Filo (${wish.profile})` : 'Filo'
    app.setLoginItemSettings({ openAtLogin: wish.isOn, path, name, args: [...first, ...args] })
    return
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart')
  const file = join(folder, wish.profile ? `filo-${wish.profile}.desktop` : 'filo.desktop')
  try {
    if (!wish.isOn) return await rm(file, { force: true })
    await mkdir(folder, { recursive: true })
    await writeFile(file, autostartFile([...launchCommand(runningCopy()), ...args]))
  } catch (error) {
    log.warn('start at login not changed', { error: describeError(error) })
  }
}

function argumentsOf({ isHidden, profile }: AutostartWish): string[] {
  return [...(isHidden ? ['--hidden'] : []), ...(profile ? ['--profile', profile] : [])]
}
