// Starts a worker thread from the file that the bundler wrote beside this one.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describeError, openLog } from '../base/log.ts'
import { portFromNode } from '../ports/message-port.ts'
import type { RunningThread, ThreadSetup } from './thread-slot.ts'

const log = openLog('network')

/** Starts the thread that `setup` names, from `dir`. */
export function startWorker(dir: string, setup: ThreadSetup): RunningThread {
  const worker = new Worker(join(dir, `${setup.name}.thread.js`), {
    workerData: setup,
    name: setup.name
  })
  // It ends of this; that it ended is what starts it again.
  worker.on('error', (error) => {
    log.error('a thread failed', { thread: setup.name, error: describeError(error) })
  })
  const terminate = (): void => void worker.terminate()
  return { port: portFromNode(worker, 'exit', terminate), terminate }
}
