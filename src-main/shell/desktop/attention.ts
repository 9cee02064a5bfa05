// Asks for the person's attention beside a notification: the dock of macOS bounces once, taskbars flash until they come.
import { app } from 'electron'
import type { MainWindow } from '../main-window.ts'

/** `isWanted` is the person's wish. Who looks at the window already is asked nothing. */
export function askForAttention(window: MainWindow | null, isWanted: boolean): void {
  if (!isWanted || window?.isFocused) return
  if (process.platform === 'darwin') app.dock?.bounce('informational')
  else window?.flash(true)
}
