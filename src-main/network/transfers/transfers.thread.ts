// Entry of a thread that moves files.
import { getPriority, setPriority } from 'node:os'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { portFromNode } from '../../ports/message-port.ts'
import type { MoverSetup } from '../mover-calls.ts'
import { openMover } from './mover.ts'

/** How far files stand behind everything else. */
const NICENESS = 5
const MOST_NICE = 19

if (isMainThread || !parentPort) throw new Error('a thread file is started as a worker')
const own = parentPort
giveWay()
// The main thread made it, from the same source.
openMover(
  portFromNode(own, 'close', () => own.close()),
  workerData as MoverSetup
)

// Whoever writes or is written to comes first. Elsewhere this would be said of the whole process.
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Math.min(MOST_NICE, getPriority() + NICENESS))
  } catch {
    // Not allowed here: then files move as fast as everything else.
  }
}
