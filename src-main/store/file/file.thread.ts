// Entry of the thread that works on the database file beside the store: prepares it, or reads it for damage.
import { parentPort, workerData } from 'node:worker_threads'
import { checkFile } from './check.ts'
import type { FileTask, FileTaskNews } from './file-thread.ts'
import { nextStep } from './step.ts'

const port = parentPort
if (!port) throw new Error('file.thread.cjs is started by the store process')
const tell = (news: FileTaskNews): void => port.postMessage(news)
// Given by startFileTask, which is the only one that starts this.
const task = workerData as FileTask
if (task.kind === 'check') tell({ kind: 'checked', checked: checkFile(task.request) })
else {
  const step = nextStep(task.request, (progress) => tell({ kind: 'progress', progress }))
  tell({ kind: 'stepped', step })
}
