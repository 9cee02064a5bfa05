// Runs other programs for the scripts and waits for them.
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] whole environment of the program; ours when left out
 * @property {number} [timeoutMs] the program is killed after this time and counts as failed
 * @property {boolean} [isShown] its output goes to our terminal as well as into the result
 * @property {string} [cwd]
 */

/**
 * Runs a program without a shell and gathers what it writes. Never throws: a program that
 * cannot be started has code 127 and its reason as output.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const { env = process.env, timeoutMs, isShown = false, cwd } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      // What it writes lands in logs as often as in terminals.
      env: { ...env, NO_COLOR: '1' },
      cwd,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const parts = /** @type {Buffer[]} */ ([])
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ part) => {
        parts.push(part)
        if (isShown) process.stderr.write(part)
      })
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) =>
      resolve({ code: exitCodeOf(code, signal), output: Buffer.concat(parts).toString('utf8') })
    )
  })
}

/**
 * The exit code a shell would report.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  if (code !== null) return code
  return 128 + (signal ? constants.signals[signal] : 0)
}

/**
 * Whether a program of this name can be started from PATH.
 * @param {string} command
 */
export function isOnPath(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
}

/**
 * Puts a command under `setpriv`, where there is one, so that the kernel ends it when we are
 * killed without a chance to end it ourselves.
 * @param {string} command
 * @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function tiedToUs(command, args) {
  if (process.platform !== 'linux' || !isOnPath('setpriv')) return [command, args]
  return ['setpriv', ['--pdeathsig', 'TERM', command, ...args]]
}

/** Chromium's sandbox refuses to run as root, so root has to start Electron without it. */
export function isRoot() {
  return process.getuid?.() === 0
}
