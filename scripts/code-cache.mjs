// Has the built app keep what V8 compiles of it (src-main/start), by running it once where nobody is.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { REPO } from './paths.mjs'
import { isRoot } from './run.mjs'
import { say } from './say.mjs'

/** What the person waits for; the rest would make packages larger, and begins when something is on screen. */
const ENTRIES = ['main', 'store.process']
const BESIDE = ['network.process', 'host.process']
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 200

/**
 * Keeps compiled code beside the bundles in out/, for this Electron alone; nothing where it is there already.
 * Needs a display. Where it fails, Filo starts all the same, only slower.
 * @param {string} electron path of the executable
 */
export async function provideCodeCache(electron) {
  if (isThere()) return
  say('code-cache', 'running the app once, to keep what is compiled of it')
  const folder = mkdtempSync(join(tmpdir(), 'filo-code-cache-'))
  const sandbox = isRoot() ? ['--no-sandbox'] : []
  // A server of its own, so that there is a conversation to be drawn.
  const args = [...sandbox, `--user-data-dir=${folder}`, REPO, '--host']
  const child = spawn(electron, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve))
  try {
    const isKept = await Promise.race([ended.then(() => false), appeared()])
    if (!isKept) say('code-cache', 'nothing was kept: it will start more slowly')
  } finally {
    child.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
    for (const entry of BESIDE) rmSync(cacheOf(entry), { force: true })
  }
}

/** Looks now and then; false where it takes too long. */
async function appeared() {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    if (isThere()) return true
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return false
}

function isThere() {
  return ENTRIES.every((entry) => existsSync(cacheOf(entry)))
}

/** @param {string} entry */
function cacheOf(entry) {
  return join(REPO, 'out', 'main', `${entry}.cache`)
}
