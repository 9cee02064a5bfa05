// Entry of a thread that moves files and hangs when a test tells it to.
import '../../../../src-main/network/transfers/transfers.thread.ts'
import { hangWhenTold } from './hang-when-told.ts'

hangWhenTold('transfers')
