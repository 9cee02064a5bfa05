import { expect, it } from 'vitest'
import { Turns } from '../../../src-main/network/receiver/turns.ts'

function bench() {
  const planned: (() => void)[] = []
  const done: string[] = []
  const errors: unknown[] = []
  const turns = new Turns({
    later: (work) => void planned.push(work),
    onError: (error) => void errors.push(error)
  })
  const work = (name: string, parts = 1) => {
    let part = 0
    return () => {
      part++
      done.push(parts === 1 ? name : `${name}.${part}`)
      return part >= parts
    }
  }
  const run = (): void => {
    for (let next = planned.shift(); next; next = planned.shift()) next()
  }
  return { turns, done, errors, work, run }
}

it('does at once what comes while nobody waits', () => {
  const { turns, done, work } = bench()
  turns.push('a', work('a'))
  turns.push('b', work('b'))
  expect(done).toEqual(['a', 'b'])
})

it('lets the calm in between the parts of a flood', () => {
  const { turns, done, work, run } = bench()
  for (let n = 1; n <= 3; n++) turns.push('flood', work(`f${n}`, 3))
  turns.push('calm', work('c1'))
  turns.push('other', work('o1'))
  turns.push('calm', work('c2'))
  run()
  expect(done).toEqual([
    'f1.1',
    'f1.2',
    'c1',
    'o1',
    'f1.3',
    'c2',
    'f2.1',
    'f2.2',
    'f2.3',
    'f3.1',
    'f3.2',
    'f3.3'
  ])
})

it('answers who asks, in its order', async () => {
  const { turns, done, work, run } = bench()
  turns.push('a', work('a', 2))
  const answer = turns.ask('a', () => {
    done.push('asked')
    return 'answer'
  })
  run()
  expect([await answer, done]).toEqual(['answer', ['a.1', 'a.2', 'asked']])
})

it('goes on after work that threw', async () => {
  const { turns, done, errors, work, run } = bench()
  const broken = (): never => {
    throw new Error('broken')
  }
  turns.push('a', work('a', 2))
  turns.push('a', broken)
  const answer = turns.ask('a', broken).catch((error: unknown) => String(error))
  turns.push('a', work('b'))
  run()
  expect([done, errors, await answer]).toEqual([
    ['a.1', 'a.2', 'b'],
    [new Error('broken')],
    'Error: broken'
  ])
})
