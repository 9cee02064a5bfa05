// Reads what a server's page says to it: in turns with all that servers say, so that neither waits for the other.
import { readingTalk, type PageTalk, type ScriptEmit } from '../../dialects/learn/page-script.ts'
import type { Clock } from '../clock.ts'
import type { Turns } from './turns.ts'

/** How long pages are read at once, ms; one step more may follow. */
const TURN_MS = 4
/** What is kept of one page: calls, and their length as JSON. */
const MOST_EMITS = 300
const MOST_LENGTH = 200_000
/** Pages wait for each other, and not for what a server says. */
const LANE = 'pages'

/** All that these texts say to their server, each once; likely half a second of work, in parts. */
export function readScripts(
  texts: readonly string[],
  { turns, clock }: { turns: Turns; clock: Clock }
): Promise<PageTalk> {
  return new Promise((resolve) => {
    const steps = readingAll(texts)
    turns.push(LANE, () => {
      const endsAt = clock.elapsed() + TURN_MS
      do {
        const { done, value } = steps.next()
        if (!done) continue
        resolve(value)
        return true
      } while (clock.elapsed() < endsAt)
      return false
    })
  })
}

function* readingAll(texts: readonly string[]): Generator<undefined, PageTalk> {
  const found = new Map<string, ScriptEmit>()
  const heard = new Set<string>()
  let length = 0
  for (const text of texts) {
    const { emits, hears } = yield* readingTalk(text)
    for (const event of hears) if (heard.size < MOST_EMITS) heard.add(event)
    for (const emit of emits) {
      const key = JSON.stringify(emit)
      if (found.has(key) || found.size >= MOST_EMITS || length + key.length > MOST_LENGTH) continue
      found.set(key, emit)
      length += key.length
    }
    yield
  }
  return { emits: [...found.values()], hears: [...heard] }
}
