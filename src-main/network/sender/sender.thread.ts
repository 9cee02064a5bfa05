// Entry of the sender thread.
import { openDialectBook, standardSources } from '../dialect-book.ts'
import { enterThread } from '../thread-entry.ts'
import { openSender } from './sender.ts'

const entry = enterThread()
openSender({ ...entry, book: openDialectBook(standardSources(entry.documents)) })
