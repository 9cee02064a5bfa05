// A virtual display for machines without a screen.
import { spawn } from 'node:child_process'
import { tiedToUs } from './run.mjs'

const START_TIMEOUT_MS = 15_000
/** Room for two windows side by side, as the end-to-end tests open them. */
const SCREEN = '1600x1000x24'

/** Whether windows have somewhere to go: only Linux can be without. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/**
 * Starts Xvfb on a display number that it finds free itself, so that runs side by side cannot
 * collide, and sets DISPLAY for every program started after it.
 * @returns {Promise<{ name: string, close: () => void }>} its name (`:7`); it ends with this
 *   process at the latest
 */
export async function startVirtualDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset']
  // Its own group: Ctrl-C must end the app first, and the display after it.
  const child = spawn(...tiedToUs('Xvfb', args), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true
  })
  const close = () => void child.kill('SIGTERM')
  process.once('exit', close)
  const name = `:${await readNumber(child)}`
  child.unref()
  process.env['DISPLAY'] = name
  return { name, close }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} the display's number, which Xvfb writes once it listens
 */
function readNumber(child) {
  const pipe = /** @type {import('node:net').Socket} */ (child.stdio[3])
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('Xvfb did not start in time')),
      START_TIMEOUT_MS
    )
    let text = ''
    pipe.setEncoding('utf8').on('data', (/** @type {string} */ part) => {
      text += part
      if (!text.endsWith('\n')) return
      clearTimeout(timer)
      pipe.destroy()
      resolve(text.trim())
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)))
  })
}
