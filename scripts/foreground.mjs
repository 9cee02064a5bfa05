// Runs one long-lived program in the terminal's foreground.
import { spawn } from 'node:child_process'
import { exitCodeOf, tiedToUs } from './run.mjs'

/** After this a program that ignores the polite signal is ended for good. */
const GRACE_MS = 8_000

/**
 * Starts a program that shares our terminal, and hands on the signals we get until it has ended,
 * so that Ctrl-C and a supervisor's TERM both end everything in order.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export function runInForeground(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    // Its own group: otherwise Ctrl-C reaches all of Chromium's processes at once, and their
    // ends look like crashes to each other.
    const child = spawn(...tiedToUs(command, args), {
      env,
      stdio: 'inherit',
      detached: hasGroups()
    })
    const undo = passSignals(child)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      undo()
      resolve(exitCodeOf(code, signal))
    })
  })
}

function hasGroups() {
  return process.platform !== 'win32'
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} stops listening
 */
function passSignals(child) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const onSignal = () => {
    child.kill('SIGTERM')
    timer ??= setTimeout(() => endGroup(child), GRACE_MS)
  }
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    clearTimeout(timer)
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined) return
  if (hasGroups()) process.kill(-child.pid, 'SIGKILL')
  else child.kill('SIGKILL')
}
