// Entry of the receiver thread.
import { openDialectBook, standardSources } from '../dialect-book.ts'
import { enterThread } from '../thread-entry.ts'
import { openReceiver } from './receiver.ts'

const entry = enterThread()
openReceiver({ ...entry, book: openDialectBook(standardSources(entry.documents)) })
