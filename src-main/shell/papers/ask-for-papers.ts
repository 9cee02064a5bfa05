// The system's own dialog for files with certificates.
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import type { PaperKind } from '../../../src-preload/contract/papers-calls.ts'

const names = {
  en: { authority: 'Certificates', identity: 'Certificates and keys' },
  it: { authority: 'Certificati', identity: 'Certificati e chiavi' }
}
const ends = {
  authority: ['pem', 'crt', 'cer', 'der'],
  identity: ['pem', 'p12', 'pfx', 'crt', 'cer', 'key']
}

/** Asks for a file; for an identity, certificate and key may be chosen together. */
export async function askForPapers(kind: PaperKind, language: 'en' | 'it'): Promise<string[]> {
  const wish: OpenDialogOptions = {
    filters: [{ name: names[language][kind], extensions: ends[kind] }],
    properties: kind === 'identity' ? ['openFile', 'multiSelections'] : ['openFile']
  }
  const window = BrowserWindow.getAllWindows()[0]
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, wish)
    : dialog.showOpenDialog(wish))
  return canceled ? [] : filePaths
}
