// Entry of the receiver thread.
import { enterThread } from '../thread-entry.ts'
import { openReceiver } from './receiver.ts'

openReceiver(enterThread())
