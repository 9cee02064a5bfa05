// Where the person wants things written or read: the system's own dialogs, and names that take nothing's place unasked.
import { app, BrowserWindow, dialog, type FileFilter } from 'electron'
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'

/** What is asked for; the words are the system's, the filter's name is ours. */
export interface SaveWish {
  /** Without its end. */
  name: string
  /** With its dot; null for a folder. */
  end: string | null
  filterName: string
}

/** How the desk asks; tests answer by themselves. */
export interface DataPlaces {
  /** An absolute path, or null where the person thought better of it. */
  askToSave(wish: SaveWish): Promise<string | null>
  /** `end` with its dot: what the file's name ends in. */
  askForFile(end: string, filterName: string): Promise<string | null>
}

export const systemPlaces: DataPlaces = {
  async askToSave({ name, end, filterName }) {
    const wish = {
      defaultPath: join(app.getPath('documents'), name + (end ?? '')),
      filters: filtersOf(end, filterName),
      properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const]
    }
    const window = BrowserWindow.getAllWindows()[0]
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, wish)
      : dialog.showSaveDialog(wish))
    return canceled || !filePath ? null : settledPath(filePath, end)
  },
  async askForFile(end, filterName) {
    const wish = { filters: filtersOf(end, filterName), properties: ['openFile' as const] }
    const window = BrowserWindow.getAllWindows()[0]
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, wish)
      : dialog.showOpenDialog(wish))
    return canceled ? null : (filePaths[0] ?? null)
  }
}

/** `filo-export-2026-11-22`, in local time. */
export function datedName(what: string, now: number): string {
  const day = new Date(now)
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
  return `${what}-${parts.map((part) => String(part).padStart(2, '0')).join('-')}`
}

function filtersOf(end: string | null, name: string): FileFilter[] {
  return end === null ? [] : [{ name, extensions: [end.slice(1)] }]
}

// The system asked about the name as it was typed: where that changes, nothing there is replaced.
function settledPath(path: string, end: string | null): string {
  if (end !== null && extname(path).toLowerCase() === end) return path
  const stem = path
  const wanted = stem + (end ?? '')
  if (!existsSync(wanted)) return wanted
  const names = Array.from({ length: 99 }, (_, index) => `${stem} ${index + 2}${end ?? ''}`)
  return names.find((name) => !existsSync(name)) ?? wanted
}
