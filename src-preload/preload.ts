// The bridge: asks main for the window's ports and passes them on to the page. Beside them only paths of dropped files cross here.
import { contextBridge, ipcRenderer, webFrame, webUtils } from 'electron'
import {
  FILES_CHANNEL,
  REST_CHANNEL,
  WINDOW_CHANNEL,
  type DroppedFiles,
  type FiloBridge
} from './contract/window-bridge.ts'

let isListening = false
let waiting: (() => void)[] = []

ipcRenderer.on(WINDOW_CHANNEL, (event, delivery: unknown) => {
  // A port cannot cross the context bridge; to our own page it travels as a posted message.
  const pass = (): void => window.postMessage(delivery, window.location.origin, event.ports)
  if (isListening) pass()
  else waiting.push(pass)
})

// Chromium takes this for a want of memory: garbage goes, caches of glyphs and pictures too. It waits for a quiet moment.
const giveBack = (): void => void requestIdleCallback(() => webFrame.clearCache())
ipcRenderer.on(REST_CHANNEL, giveBack)

const bridge: FiloBridge = {
  ready: () => {
    isListening = true
    for (const pass of waiting) pass()
    waiting = []
  },
  stage: (conversationId, files) => {
    // Only the system's own files have a path: none can be made up by a page.
    const found = files.map((file) => webUtils.getPathForFile(file))
    const dropped: DroppedFiles = { conversationId, paths: found.filter((path) => path !== '') }
    if (dropped.paths.length > 0) ipcRenderer.send(FILES_CHANNEL, dropped)
    return found.flatMap((path, place) => (path === '' ? [place] : []))
  },
  rest: giveBack
}
contextBridge.exposeInMainWorld('filo', bridge)
performance.mark('preload run')
// Before the page has even been read: main gets its part ready meanwhile.
ipcRenderer.send(WINDOW_CHANNEL)
