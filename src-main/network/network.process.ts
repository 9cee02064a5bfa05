// Entry of the network process: main's calls and the ports that it hands over.
import { markBoot } from '../base/boot-marks.ts'
import { spareMemory } from '../base/spare-memory.ts'
import { parentPortOf } from '../ports/parent-port.ts'
import { serveNetworkProcess } from './network-process.ts'
import { startMover, startWorker } from './start-worker.ts'

markBoot('modules run')
const parent = parentPortOf(process)
if (!parent) throw new Error('network.process.cjs is forked by main as a utility process')
serveNetworkProcess(parent, {
  startThread: (setup) => startWorker(import.meta.dirname, setup),
  startMover: (setup) => startMover(import.meta.dirname, setup)
})
spareMemory()
