// Entry of the process that reads a backup: apart, since the file may come from anywhere and the store may be locked.
import { parentPortOf, serveParent } from '../../ports/parent-port.ts'
import {
  restoreProcessCalls,
  type RestoreProcessCalls,
  type RestoreProcessEvents
} from '../../ports/restore-calls.ts'
import { makeRestoreSide } from './restore-side.ts'

const parent = parentPortOf(process)
if (!parent) throw new Error('a backup is read by a utility process only')
const main = serveParent<RestoreProcessCalls, RestoreProcessEvents>(parent, {
  table: restoreProcessCalls,
  handlers: makeRestoreSide((progress) => main.tell('progress', progress)),
  onPort: (_role, port) => port.close()
})
