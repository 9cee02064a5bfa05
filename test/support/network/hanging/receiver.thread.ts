// Entry of a receiver thread that hangs when a test tells it to.
import '../../../../src-main/network/receiver/receiver.thread.ts'
import { hangWhenTold } from './hang-when-told.ts'

hangWhenTold('receiver')
