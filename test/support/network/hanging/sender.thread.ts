// Entry of a sender thread that hangs when a test tells it to.
import '../../../../src-main/network/sender/sender.thread.ts'
import { hangWhenTold } from './hang-when-told.ts'

hangWhenTold('sender')
