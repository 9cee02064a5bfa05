// Entry of the monitor thread.
import { enterThread } from '../thread-entry.ts'
import { openMonitor } from './monitor.ts'

openMonitor({ ...enterThread(), pid: process.pid })
