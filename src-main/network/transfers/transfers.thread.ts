// Entry of a thread that moves files.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { portFromNode } from '../../ports/message-port.ts'
import type { MoverSetup } from '../mover-calls.ts'
import { openMover } from './mover.ts'

if (isMainThread || !parentPort) throw new Error('a thread file is started as a worker')
const own = parentPort
// The main thread made it, from the same source.
openMover(
  portFromNode(own, 'close', () => own.close()),
  workerData as MoverSetup
)
