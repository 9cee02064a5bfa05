// Entry of the store process: opens the store when main asks, serves the ports that main hands over.
import { parentPortOf, serveParent } from '../ports/parent-port.ts'
import {
  storeProcessCalls,
  type StoreProcessCalls,
  type StoreProcessEvents
} from '../ports/process-calls.ts'
import { markBoot } from '../base/boot-marks.ts'
import { WorkSign } from '../ports/work-sign.ts'
import { spareMemory } from '../base/spare-memory.ts'
import { fileThread } from './file/file-thread.ts'
import { realPaceClock } from './pace.ts'
import { makeMainSide } from './serve-main.ts'

markBoot('modules run')
const parent = parentPortOf(process)
if (!parent) throw new Error('the store runs as a utility process only')
const sign = new WorkSign(() => main.tell('stirred', {}))
const mainSide = makeMainSide({
  sign,
  clock: sign.by(realPaceClock),
  thread: fileThread(import.meta.dirname),
  archiveDir: import.meta.dirname,
  tell: (name, payload) => main.tell(name, payload)
})
const main = serveParent<StoreProcessCalls, StoreProcessEvents>(parent, {
  table: storeProcessCalls,
  handlers: mainSide.handlers,
  onPort: mainSide.onPort,
  sign
})
spareMemory(mainSide.onRest)
