// What the window may not do: navigate, open windows, ask for permissions, embed pages.
import { app, session } from 'electron'
import { APP_ORIGIN } from '../../src-preload/contract/window-bridge.ts'

/** Keeps Chromium from fetching a dictionary from its maker, though no page asks for one. Call before ready. */
export function fetchNoDictionaries(): void {
  app.on('session-created', (created) => {
    created.setSpellCheckerDictionaryDownloadURL(`${APP_ORIGIN}/dictionaries/`)
    created.setSpellCheckerEnabled(false)
  })
}

/** Locks every page this app will ever show. Call once, when ready, before the first window. */
export function guardWindows(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) =>
    decide(false)
  )
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  blockNetwork()
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

// The policy in the page already forbids it; this holds even for a page that got rid of its policy.
function blockNetwork(): void {
  session.defaultSession.webRequest.onBeforeRequest((details, decide) => {
    const isOurs =
      details.url.startsWith(`${APP_ORIGIN}/`) || /^(devtools|data|blob):/.test(details.url)
    decide({ cancel: !isOurs && details.webContentsId !== undefined })
  })
}
