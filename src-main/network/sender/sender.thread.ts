// Entry of the sender thread.
import { enterThread } from '../thread-entry.ts'
import { openSender } from './sender.ts'

openSender(enterThread())
