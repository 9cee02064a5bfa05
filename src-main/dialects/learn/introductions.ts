// Proposes how to introduce oneself to a server: by what other servers want, and by what this one complains of.
import { wordsOf } from './clues.ts'
import { propose, type Proposal } from './proposal.ts'
import type { Phrase, Vocabulary } from './vocabulary.ts'

/** What is known when an introduction is proposed. */
export interface Need {
  vocabulary: Vocabulary
  /** What the server said it lacks. */
  complaints: readonly string[]
}

/** Introductions that are tried where nothing better is known, surest first. */
export function proposeIntroductions({ vocabulary, complaints }: Need): Proposal[] {
  const total = vocabulary.introductions.reduce((sum, { count }) => sum + count, 0) || 1
  const wanted = new Set(complaints.flatMap(wordsOf))
  return vocabulary.introductions
    .filter(introduces)
    .map((phrase) => {
      const isAsked = keysOf(phrase.args).some((key) =>
        wordsOf(key).some((word) => wanted.has(word))
      )
      const confidence = Math.min(0.9, (phrase.count / total) * 4 + (isAsked ? 0.5 : 0))
      return propose(
        'introduce',
        templateOf(phrase),
        confidence,
        isAsked ? 'server-asked' : 'vocabulary'
      )
    })
    .sort((left, right) => right.confidence - left.confidence)
}

function templateOf({ event, args, ack }: Phrase) {
  return { event, args, ack }
}

/** Says who one is, or where one wants to be. */
function introduces({ args }: Phrase): boolean {
  const said = JSON.stringify(args)
  return args.length === 0 || /=login\.(name|room|token)/.test(said)
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => [key, ...keysOf(part)])
}
