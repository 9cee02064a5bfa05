// Starts windows to be measured: Filo with a person's folder, and an empty one.
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { join } from 'node:path'

export interface Started {
  app: ElectronApplication
  page: Page
  /** performance.now() at which the program was started. */
  startedAt: number
}

/** Starts the built Filo; `folder` is the person's. */
export async function startFilo(folder: string, args: readonly string[] = []): Promise<Started> {
  return await start([`--user-data-dir=${folder}`, '--lang=en', repo(), ...args])
}

/** Starts one empty window in the same Electron. */
export async function startEmpty(folder: string): Promise<Started> {
  return await start([`--user-data-dir=${folder}`, join(repo(), 'out', 'bench')])
}

/** Starts the minimal client, connected to a server of Filo's protocol. */
export async function startMinimal({ folder }: { folder: string }, url: string): Promise<Started> {
  const main = join(repo(), 'out', 'bench', 'minimal-client.main.js')
  return await start([`--user-data-dir=${folder}`, main, url])
}

async function start(args: readonly string[]): Promise<Started> {
  const startedAt = performance.now()
  const app = await _electron.launch({
    executablePath: needed('FILO_ELECTRON'),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args]
  })
  const page = await app.firstWindow()
  return { app, page, startedAt }
}

function repo(): string {
  return needed('FILO_REPO')
}

// Set by scripts/bench.mjs.
function needed(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run \`npm run bench\``)
  return value
}
