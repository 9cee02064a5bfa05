// The list of all schema steps, oldest first: a step's place in it is the version it leads to.
import { sql as messages } from './0001-messages.ts'
import { sql as commits } from './0002-commits.ts'
import { sql as seq } from './0003-seq.ts'
import { sql as search } from './0004-search.ts'
import { sql as emittedUptime } from './0005-emitted-uptime.ts'
import { sql as passage } from './0006-passage.ts'
import { sql as ways } from './0007-ways.ts'
import { sql as files } from './0008-files.ts'
import { sql as notices } from './0009-notices.ts'
import { sql as wordsLater } from './0010-words-later.ts'
import { sql as policy } from './0011-policy.ts'

/** Never change a step that was released: add one. */
export const schemaSteps: readonly string[] = [
  messages,
  commits,
  seq,
  search,
  emittedUptime,
  passage,
  ways,
  files,
  notices,
  wordsLater,
  policy
]
