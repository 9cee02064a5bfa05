// The least that Electron can be: one window with one line in it. What Filo's start is measured against.
import { app, BrowserWindow } from 'electron'

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1100, height: 760, webPreferences: { sandbox: true } })
  void window.loadURL('data:text/html,<p id=ready>ready</p>')
})
