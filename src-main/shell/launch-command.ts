// How this copy of Filo is started anew: by the system at login, or by itself.

/** What tells how this copy was started. */
export interface RunningCopy {
  platform: NodeJS.Platform
  isPackaged: boolean
  executable: string
  /** Of the sources, where it runs from those. */
  appPath: string
  /** The AppImage that this runs from, as its runtime says. */
  appImage: string | undefined
  /** Windows: the portable app's own file. */
  portableFile: string | undefined
}

/** What the launcher calls the program that it starts (scripts/after-pack.mjs). */
const BEHIND_LAUNCHER = /-bin$/

/**
 * The program, and the words that always come first. What unpacks itself runs from elsewhere at each start, and past
 * the launcher of Linux a dead display would end it.
 */
export function launchCommand(copy: RunningCopy): [string, ...string[]] {
  const { platform, isPackaged, executable, appPath, appImage, portableFile } = copy
  if (!isPackaged) return [executable, appPath]
  if (platform === 'linux') return [appImage ?? executable.replace(BEHIND_LAUNCHER, '')]
  return [portableFile ?? executable]
}
