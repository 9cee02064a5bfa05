// Entry of a monitor thread that hangs when a test tells it to.
import '../../../../src-main/network/monitor/monitor.thread.ts'
import { hangWhenTold } from './hang-when-told.ts'

hangWhenTold('monitor')
