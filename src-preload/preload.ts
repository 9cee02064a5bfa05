// The bridge: asks main for the window's ports and passes them on to the page. Nothing else crosses here.
import { contextBridge, ipcRenderer } from 'electron'
import { WINDOW_CHANNEL, type FiloBridge } from './contract/window-bridge.ts'

ipcRenderer.on(WINDOW_CHANNEL, (event, delivery: unknown) => {
  // A port cannot cross the context bridge; to our own page it travels as a posted message.
  window.postMessage(delivery, window.location.origin, event.ports)
})

const bridge: FiloBridge = { ready: () => ipcRenderer.send(WINDOW_CHANNEL) }
contextBridge.exposeInMainWorld('filo', bridge)
