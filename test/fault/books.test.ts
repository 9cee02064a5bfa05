// Holds that the books notice what they are kept for, and that a seed gives the same plan again.
import { expect, it } from 'vitest'
import type { Message } from '../../src-preload/contract/model.ts'
import { audit, type Book } from './support/books.ts'
import { openChance } from '../support/chance.ts'
import { drawPlan } from './support/plan.ts'
import type { Typed } from './support/truth.ts'

const mine = (nth: number): string => `host room me ${nth} words`
const theirs = (nth: number): string => `host room Bo ${nth} words`
const told = (seq: number, text: string, author = 'Ada') => ({ room: 'room', author, text, seq })
const typed = (nth: number, more: Partial<Typed> = {}): Typed => ({
  place: 'host',
  room: 'room',
  text: mine(nth),
  clientId: `c${nth}`,
  nth,
  answer: 'accepted',
  wishes: 0,
  isDiscarded: false,
  wasStopped: false,
  life: [],
  ...more
})
const row = (id: number, text: string, state: Message['state']): Message => ({
  id,
  conversationId: 1,
  position: id,
  author: { id: null, name: 'x' },
  own: state !== null,
  time: 0,
  text,
  body: { blocks: [], emojiOnly: 0 },
  edited: false,
  deleted: false,
  notice: false,
  reply: null,
  reactions: [],
  files: [],
  state,
  proof: state === 'sent' ? 'acknowledged' : null,
  failure: null,
  addressable: true
})
const book = (more: Partial<Book>, messages: Message[]): Book => ({
  place: 'host',
  myName: 'Ada',
  isIdempotent: true,
  hasHistory: true,
  told: [],
  typed: [],
  ...more,
  held: [{ place: 'host', room: 'room', conversationId: 1, messages, gaps: [] }]
})

it('books that balance have no grievance', () => {
  const good = book({ told: [told(1, theirs(1), 'Bo'), told(2, mine(1))], typed: [typed(1)] }, [
    row(1, theirs(1), null),
    row(2, mine(1), 'sent')
  ])
  expect(audit(good)).toEqual([])
})

it.each([
  ['never arrived', book({ told: [told(1, theirs(1), 'Bo')] }, [])],
  [
    'shown 2 times',
    book({ told: [told(1, theirs(1), 'Bo')] }, [row(1, theirs(1), null), row(2, theirs(1), null)])
  ],
  [
    'missing without a gap',
    book({ hasHistory: false, told: [1, 2, 3].map((seq) => told(seq, theirs(seq), 'Bo')) }, [
      row(1, theirs(1), null),
      row(2, theirs(3), null)
    ])
  ],
  ['gone without a trace', book({ typed: [typed(1)] }, [])],
  ['not on the server', book({ typed: [typed(1)] }, [row(1, mine(1), 'sent')])],
  ['still queued', book({ typed: [typed(1)] }, [row(1, mine(1), 'queued')])],
  ['left unconfirmed', book({ typed: [typed(1)] }, [row(1, mine(1), 'unconfirmed')])],
  [
    '2 times on the server',
    book({ told: [told(1, mine(1)), told(2, mine(1))], typed: [typed(1)] }, [
      row(1, mine(1), 'sent')
    ])
  ],
  [
    'out of order in room as shown',
    book({ told: [told(1, theirs(1), 'Bo'), told(2, theirs(2), 'Bo')] }, [
      row(1, theirs(2), null),
      row(2, theirs(1), null)
    ])
  ],
  [
    'out of order in room on the server',
    book({ told: [told(1, mine(2)), told(2, mine(1))], typed: [typed(1), typed(2)] }, [
      row(1, mine(2), 'sent'),
      row(2, mine(1), 'sent')
    ])
  ],
  ['neither typed nor on the server', book({}, [row(1, 'what is this', null)])],
  [
    'refused, yet it is shown',
    book({ told: [told(1, mine(1))], typed: [typed(1, { answer: 'refused' })] }, [
      row(1, mine(1), 'sent')
    ])
  ]
])('says «%s»', (grievance, bad) => {
  expect(audit(bad).join('\n')).toContain(grievance)
})

it('what is missing where the app shows a gap is no grievance', () => {
  const words = [1, 2, 3].map((seq) => told(seq, theirs(seq), 'Bo'))
  const short = book({ hasHistory: false, told: words }, [
    row(1, theirs(1), null),
    row(2, theirs(3), null)
  ])
  const gaps = [{ id: 1, afterPosition: 1, beforePosition: 2 }]
  const honest = { ...short, held: short.held.map((held) => ({ ...held, gaps })) }
  expect(audit(honest)).toEqual([])
})

it('a seed draws the same plan again, with every kind of fault in it', () => {
  const draw = (seed: number) => drawPlan(openChance(seed).branch('plan'), 26, 800)
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(new Set(draw(7).map(({ kind }) => kind)).size).toBe(13)
})
