import { describe, expect, it } from 'vitest'
import {
  guessFillings,
  sayingPartAt,
  wayOf,
  withFilling,
  withSaying,
  type Fillings,
  type SayingLesson
} from '../../../src-renderer/text/teach-saying.ts'

const nobody = { me: '', rooms: [], at: 0 }
const lesson = (more: Partial<SayingLesson>): SayingLesson => ({
  event: 'say',
  args: [],
  fillings: {},
  proof: 'none',
  success: '',
  ...more
})

describe('what is guessed of an event before anybody points', () => {
  it('are the words, the room, my name, the client’s id and the time, by what stands there', () => {
    const args = [
      { room: 'attic', from: 'Ana', content: 'hi there', tempId: 'x1', at: 1_700_000_000_500 }
    ]
    const known = { me: 'Ana', rooms: ['hall', 'attic'], at: 1_700_000_000_000 }
    expect(guessFillings(args, known)).toEqual({
      room: { steps: [0, 'room'], expression: 'conversation.remoteId' },
      name: { steps: [0, 'from'], expression: 'first(me.name, login.name)' },
      text: { steps: [0, 'content'], expression: 'entry.text' },
      clientId: { steps: [0, 'tempId'], expression: 'entry.clientId' },
      time: { steps: [0, 'at'], expression: 'now' }
    })
  })

  it('are the words where there is one text only, and nothing where several might be', () => {
    expect(guessFillings(['hello'], nobody).text?.steps).toEqual([0])
    expect(guessFillings([{ a: 'x', b: 'y' }], nobody)).toEqual({})
  })

  it('is a time in the way in which it is written', () => {
    const at = 1_700_000_000_000
    expect(guessFillings([at / 1_000], { ...nobody, at }).time?.expression).toBe(
      'floor(now / 1000)'
    )
  })
})

describe('a way to write', () => {
  it('holds expressions where it was pointed, and everything else as it stood', () => {
    const args = ['room-1', { text: 'hi', kind: '=odd', tags: [1, null], sent: true }]
    const fillings: Fillings = {
      text: { steps: [1, 'text'], expression: 'entry.text' },
      room: { steps: [0], expression: 'conversation.remoteId' }
    }
    expect(wayOf(lesson({ args, fillings }))).toEqual({
      emit: 'say',
      args: [
        '=conversation.remoteId',
        { text: '=entry.text', kind: "='=odd'", tags: [1, null], sent: true }
      ]
    })
  })

  it('keeps bytes as text that becomes bytes again', () => {
    expect(wayOf(lesson({ args: [new Uint8Array([1, 2])] }))['args']).toEqual([
      "=fromBase64('AQI=')"
    ])
  })

  it('waits for an answer only where one proved it, read as the person says', () => {
    expect(wayOf(lesson({ proof: 'echo' }))).not.toHaveProperty('ack')
    expect(wayOf(lesson({ proof: 'both' }))['ack']).toEqual({})
    expect(wayOf(lesson({ proof: 'ack', success: 'ack[0].ok' }))['ack']).toEqual({
      success: 'ack[0].ok'
    })
  })

  it('takes the place of the one before, and of what that proved', () => {
    const before = {
      id: 'x',
      proves: ['delivered'],
      outbound: { send: { emit: 'old' }, edit: { emit: 'edit' } }
    }
    const fillings: Fillings = { clientId: { steps: [0], expression: 'entry.clientId' } }
    const args = ['1']
    expect(withSaying(before, lesson({ args, fillings, proof: 'echo' }))).toEqual({
      id: 'x',
      echo: 'client-id',
      outbound: { send: { emit: 'say', args: ['=entry.clientId'] }, edit: { emit: 'edit' } }
    })
  })
})

describe('pointing', () => {
  it('moves a part, keeps what was written for it, and takes the place from another', () => {
    const args = ['a', 'b']
    const fillings: Fillings = {
      text: { steps: [0], expression: 'upper(entry.text)' },
      name: { steps: [1], expression: 'me.name' }
    }
    expect(withFilling(fillings, 'text', { args, steps: [1] })).toEqual({
      text: { steps: [1], expression: 'upper(entry.text)' }
    })
  })

  it('is found again by the path of a fault', () => {
    const fillings: Fillings = { room: { steps: [0, 'to', 'id'], expression: 'nope' } }
    expect(sayingPartAt('outbound.send.args.0.to.id', fillings)).toBe('room')
    expect(sayingPartAt('outbound.send.ack.success', fillings)).toBe('success')
    expect(sayingPartAt('outbound.send.emit', fillings)).toBeNull()
  })
})
