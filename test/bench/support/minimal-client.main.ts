// What a messenger is at the least: one window whose page holds the socket and appends a row for each message.
import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1000, height: 700, webPreferences: { sandbox: true } })
  const server = process.argv.find((argument) => argument.startsWith('http://')) ?? ''
  const page = join(import.meta.dirname, 'minimal-client.html')
  void window.loadFile(page, { query: { server } })
})
