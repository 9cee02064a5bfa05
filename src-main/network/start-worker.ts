// Starts a worker thread from the file that the bundler wrote beside this one.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describeError, openLog } from '../base/log.ts'
import { portFromNode } from '../ports/message-port.ts'
import type { MoverSetup } from './mover-calls.ts'
import type { RunningThread, ThreadSetup } from './thread-slot.ts'

const log = openLog('network')

/** Starts the thread that `setup` names, from `dir`. */
export function startWorker(dir: string, setup: ThreadSetup): RunningThread {
  return start(join(dir, `${setup.name}.thread.cjs`), setup.name, setup)
}

/** Starts one of the threads that move files. */
export function startMover(dir: string, setup: MoverSetup): RunningThread {
  return start(join(dir, 'transfers.thread.cjs'), setup.name, setup)
}

function start(file: string, name: string, workerData: ThreadSetup | MoverSetup): RunningThread {
  const worker = new Worker(file, { workerData, name })
  // It ends of this; that it ended is what starts it again.
  worker.on('error', (error) => {
    log.error('a thread failed', { thread: name, error: describeError(error) })
  })
  const terminate = (): void => void worker.terminate()
  return { port: portFromNode(worker, 'exit', terminate), terminate }
}
