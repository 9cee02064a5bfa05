// Puts the menus where Electron wants them.
import { app, clipboard, Menu, type ContextMenuParams, type WebContents } from 'electron'
import type { Words } from '../../base/words.ts'
import { appMenu, type AppMenuDeeds } from './app-menu.ts'
import { textMenu } from './text-menu.ts'

export function setAppMenu(words: Words, deeds: AppMenuDeeds): void {
  const wish = { platform: process.platform, words, deeds, hasTools: !app.isPackaged }
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(wish)))
}

/** Shows the menu of a text or a link, if there is anything in it. */
export function showTextMenu(contents: WebContents, params: ContextMenuParams, words: Words): void {
  const entries = textMenu(params, words, {
    replaceWord: (word) => contents.replaceMisspelling(word),
    learnWord: (word) => void contents.session.addWordToSpellCheckerDictionary(word),
    copyLink: (url) => void clipboard.writeText(url)
  })
  if (entries.length > 0) Menu.buildFromTemplate(entries).popup()
}
