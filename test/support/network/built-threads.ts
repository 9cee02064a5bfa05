// The network process's threads as the bundler writes them, started as real workers.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { startMover, startWorker } from '../../../src-main/network/start-worker.ts'
import type { MoverSetup } from '../../../src-main/network/mover-calls.ts'
import type { RunningThread, ThreadSetup } from '../../../src-main/network/thread-slot.ts'

const root = resolve(import.meta.dirname, '../../..')
const names = ['receiver', 'sender', 'monitor', 'transfers']

export interface BuiltThreads {
  folder: string
  start: (setup: ThreadSetup) => RunningThread
  startMover: (setup: MoverSetup) => RunningThread
  close: () => void
}

/** Bundles the thread entries below `out/`, or others that stand for them; `close` removes them. */
export async function buildThreads(
  entryOf = (name: string) => `src-main/network/${name}/${name}.thread.ts`
): Promise<BuiltThreads> {
  mkdirSync(join(root, 'out'), { recursive: true })
  const folder = mkdtempSync(join(root, 'out', 'test-threads-'))
  const inputs = names.map((name) => [`${name}.thread`, join(root, entryOf(name))])
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(inputs) as Record<string, string>,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' }
      }
    }
  })
  return {
    folder,
    start: (setup) => startWorker(folder, setup),
    startMover: (setup) => startMover(folder, setup),
    close: () => rmSync(folder, { recursive: true, force: true })
  }
}
