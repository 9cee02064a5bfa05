// The system's own dialogs and programs for files that go with messages.
import { app, BrowserWindow, dialog, shell } from 'electron'
import { join } from 'node:path'

/** How the desk asks and shows; tests answer by themselves. */
export interface FilePlaces {
  /** Absolute paths; none where the person thought better of it. */
  askForFiles(): Promise<string[]>
  askToSave(name: string): Promise<string | null>
  /** Opens it in the system's program; answers false where there is none. */
  open(path: string): Promise<boolean>
  show(path: string): void
  /** Where something may lie for a while. */
  readonly temporary: string
}

export const systemFilePlaces: FilePlaces = {
  async askForFiles() {
    const wish = { properties: ['openFile' as const, 'multiSelections' as const] }
    const window = BrowserWindow.getAllWindows()[0]
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, wish)
      : dialog.showOpenDialog(wish))
    return canceled ? [] : filePaths
  },
  async askToSave(name) {
    const wish = {
      defaultPath: join(app.getPath('downloads'), name),
      properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const]
    }
    const window = BrowserWindow.getAllWindows()[0]
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, wish)
      : dialog.showSaveDialog(wish))
    return canceled || !filePath ? null : filePath
  },
  open: async (path) => (await shell.openPath(path)) === '',
  show: (path) => shell.showItemInFolder(path),
  get temporary() {
    return app.getPath('temp')
  }
}
