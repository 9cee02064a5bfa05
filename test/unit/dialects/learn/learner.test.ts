// Holds what watching a server brings: the parts of its messages, and that there are none where nobody talks.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BELIEVED, Learner } from '../../../../src-main/dialects/learn/learner.ts'
import { hostileValue } from '../../../support/hostile-values.ts'
import { judge, knownServers, play } from '../../../support/learn-sessions.ts'
import { silentServers, unseenServers } from '../../../support/learn-unseen.ts'

/** Keys that the learner looks for. */
const WORDS = ['text', 'from', 'user', 'name', 'id', 'time', 'type', 'room', 'data', 'users']
const START = 1_772_000_000_000

describe('after five messages', () => {
  // What one of them says of its author is null: only the text can be right.
  const anonymous = new Set(['botpress-v12-webchat'])
  it.each(knownServers().map((server) => [server.id, server] as const))(
    'text, author and conversation of %s are right without its dialect',
    (id, server) => {
      const found = judge(server, play(server))
      const author = anonymous.has(id) ? false : true
      expect(found).toEqual({ text: true, author, room: true })
    }
  )

  it('servers are read right that no rule was written for, but for one in six', () => {
    const wrong = unseenServers.filter((server) => {
      const { text, author, room } = judge(server, play(server))
      return !(text && author && room)
    })
    expect(wrong.length / unseenServers.length).toBeLessThanOrEqual(1 / 6)
  })
})

describe('a server where nobody talks', () => {
  it.each(silentServers.map((server) => [server.id, server] as const))(
    '%s is not taken for a conversation',
    (_id, { told, everyMs }) => {
      const learner = new Learner({ myName: 'Me' })
      told.forEach(({ event, args }, index) => learner.note(event, args, START + index * everyMs))
      const believed = learner
        .readings()
        .filter(({ is, confidence }) => is === 'message' && confidence >= BELIEVED)
      expect(believed).toEqual([])
    }
  )
})

describe('a learner', () => {
  it('tells the kinds of an envelope apart', () => {
    const learner = new Learner({ myName: null })
    const said = (text: string) => [{ type: 'chat', data: { from: 'Ana', text } }]
    const typing = [{ type: 'typing', data: { from: 'Ana' } }]
    for (const text of ['hello you', 'how are you?', 'fine, thanks']) {
      learner.note('event', said(text), START)
      learner.note('event', typing, START + 500)
    }
    expect(learner.readings()).toMatchObject([
      {
        is: 'message',
        event: 'event',
        when: "args[0].type == 'chat'",
        parts: { text: 'args[0].data.text', author: 'args[0].data.from' }
      },
      { is: 'typing', event: 'event', when: "args[0].type == 'typing'", by: 'args[0].data.from' }
    ])
  })

  it('knows a room by the name under which it was joined, whatever its key says', () => {
    const learner = new Learner({ myName: null })
    learner.joined('blue-7')
    const said = (text: string) => [{ from: 'Ana', text, where: 'blue-7', colour: 'red' }]
    for (const text of ['one thing', 'another thing', 'a third']) {
      learner.note('message', said(text), START)
    }
    expect(learner.readings()[0]).toMatchObject({ parts: { room: 'args[0].where' } })
  })

  it('reads people and history out of lists', () => {
    const learner = new Learner({ myName: null })
    learner.note('users', [['Ana', 'Bo']], START)
    const old = (text: string, name: string) => ({ text, name, time: 1772368496000 })
    learner.note('backlog', [[old('good morning all', 'Ana'), old('and to you', 'Bo')]], START)
    expect(learner.readings()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ is: 'members', list: 'args[0]', name: 'item' }),
        expect.objectContaining({
          is: 'history',
          list: 'args[0]',
          text: 'item.text',
          author: 'item.name'
        })
      ])
    )
  })

  it('stays small under floods of event names', () => {
    const learner = new Learner({ myName: null })
    for (let number = 0; number < 5_000; number++) {
      learner.note(`event ${number}`, [{ text: 'hello there' }], START + number)
    }
    expect(learner.readings().length).toBeLessThanOrEqual(400)
    expect(learner.overlooked).toBe(4_600)
  })

  it('takes anything that a server may send without failing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.array(fc.anything())), { maxLength: 20 }),
        (told) => {
          const learner = new Learner({ myName: 'Me', rooms: ['r'] })
          told.forEach(([event, args], index) => learner.note(event, args, START + index))
          for (const { confidence } of learner.readings()) {
            expect(confidence).toBeGreaterThanOrEqual(0)
            expect(confidence).toBeLessThanOrEqual(1)
          }
        }
      ),
      { numRuns: 300 }
    )
  })

  it('takes hostile values without failing', () => {
    fc.assert(
      fc.property(fc.array(hostileValue(WORDS), { maxLength: 8 }), (args) => {
        const learner = new Learner({ myName: 'Me' })
        learner.note('message', args, START)
        expect(() => learner.readings()).not.toThrow()
      }),
      { numRuns: 300 }
    )
  })
})
