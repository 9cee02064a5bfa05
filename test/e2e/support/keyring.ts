// A real system keyring for a window: a session bus and a gnome-keyring of its own, in a folder of its own.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBus } from '../../support/desktop/desktop.ts'

const run = promisify(execFile)
const PATIENCE_MS = 10_000

export interface RunningKeyring {
  /** For the app's environment. */
  env: Record<string, string>
  stop: () => Promise<void>
}

/** What makes Chromium use a keyring of this kind, and none at all. */
export const WITH_KEYRING = '--password-store=gnome-libsecret'
export const WITHOUT_KEYRING = '--password-store=basic'

/** Starts it, unlocked; what it keeps stays in `folder` for the next start. */
export async function startKeyring(folder: string): Promise<RunningKeyring> {
  const runtime = join(folder, 'run')
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  const home = { ...process.env, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: runtime }
  const { env: address, stop: stopBus } = await startBus(home)
  const daemon = spawn(
    'gnome-keyring-daemon',
    ['--unlock', '--foreground', '--components=secrets', `--control-directory=${runtime}`],
    { env: { ...home, ...address }, stdio: ['pipe', 'ignore', 'ignore'] }
  )
  daemon.stdin?.end('the password of the session')
  await ownsSecrets({ ...home, ...address })
  const stop = async (): Promise<void> => {
    await end(daemon)
    await stopBus()
  }
  return { env: address, stop }
}

// A client that comes before it would have the bus start another one, locked, which asks for a password.
async function ownsSecrets(env: NodeJS.ProcessEnv): Promise<void> {
  const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
  const to = ['--session', '--dest=org.freedesktop.DBus', '--print-reply=literal', '/']
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const { stdout } = await run('dbus-send', [...to, ...question], { env })
    if (stdout.includes('true')) return
    if (Date.now() > giveUpAt) throw new Error('the keyring did not come to the bus')
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
