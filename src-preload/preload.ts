// The bridge: asks main for the window's ports and passes them on to the page. Beside them only paths of dropped files cross here.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import {
  FILES_CHANNEL,
  WINDOW_CHANNEL,
  type DroppedFiles,
  type FiloBridge
} from './contract/window-bridge.ts'

ipcRenderer.on(WINDOW_CHANNEL, (event, delivery: unknown) => {
  // A port cannot cross the context bridge; to our own page it travels as a posted message.
  window.postMessage(delivery, window.location.origin, event.ports)
})

const bridge: FiloBridge = {
  ready: () => ipcRenderer.send(WINDOW_CHANNEL),
  stage: (conversationId, files) => {
    // Only the system's own files have a path: none can be made up by a page.
    const found = files.map((file) => webUtils.getPathForFile(file))
    const dropped: DroppedFiles = { conversationId, paths: found.filter((path) => path !== '') }
    if (dropped.paths.length > 0) ipcRenderer.send(FILES_CHANNEL, dropped)
    return found.flatMap((path, place) => (path === '' ? [place] : []))
  }
}
contextBridge.exposeInMainWorld('filo', bridge)
