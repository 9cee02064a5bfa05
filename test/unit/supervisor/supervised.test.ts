import * as v from 'valibot'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StirEvents } from '../../../src-main/ports/work-sign.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import {
  Supervised,
  type ProcessDeath,
  type Forked,
  type SupervisedOptions
} from '../../../src-main/supervisor/supervised.ts'
import type { ProcessChange } from '../../../src-preload/contract/app-calls.ts'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { call, openRpc, type CallTable } from '../../../src-preload/contract/rpc.ts'

const table = {
  open: call(v.object({})).returns<null>(),
  ping: call(v.object({})).returns<{ isResting: boolean }>(),
  close: call(v.object({})).returns<null>()
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

interface Child {
  stir: () => void
  die: (code: number) => void
  killed: boolean
}

interface Answers {
  open?: () => Result<null> | Promise<Result<null>>
  ping?: () => Promise<Result<{ isResting: boolean }>>
  close?: () => Result<null> | Promise<Result<null>>
}

type More = Pick<SupervisedOptions<typeof table, object>, 'isFinal' | 'openTimeoutMs' | 'onStirred'>

function supervise(answers: Answers = {}, more: More = {}) {
  const children: Child[] = []
  const changes: ProcessChange[] = []
  const deaths: ProcessDeath[] = []
  const fork = (): Forked => {
    const [here, there] = portPair()
    const rpc = openRpc<typeof table, CallTable, object, StirEvents>(there, {
      answers: {
        table,
        handlers: {
          open: answers.open ?? (() => done(null)),
          ping: answers.ping ?? (() => done({ isResting: false })),
          close: answers.close ?? (() => done(null))
        }
      }
    })
    let exit: (code: number) => void = () => undefined
    const child: Child = {
      killed: false,
      stir: () => rpc.tell('stirred', {}),
      die: (code) => {
        here.close()
        exit(code)
      }
    }
    children.push(child)
    return {
      pid: children.length,
      port: here,
      hand: () => undefined,
      onExit: (listener) => (exit = listener),
      kill: () => {
        child.killed = true
        child.die(9)
      }
    }
  }
  const supervised = new Supervised({
    name: 'store',
    fork,
    table,
    open: (ask) => ask.open({}),
    ping: (ask) => ask.ping({}),
    onRunning: () => undefined,
    onChange: (change) => changes.push(change),
    onDied: (death) => deaths.push(death),
    now: Date.now,
    ...more
  })
  return { supervised, children, changes, deaths, states: () => changes.map(({ state }) => state) }
}

function started(answers: Answers = {}, more: More = {}) {
  const made = supervise(answers, more)
  made.supervised.start()
  return made
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)

test('a process is running once it has opened', async () => {
  const { supervised, states } = started()
  await settle()
  expect(states()).toEqual(['running'])
  expect(supervised.ask).not.toBeNull()
})

test('a process that was begun ahead is the one that starts', async () => {
  const { supervised, children, states } = supervise()
  supervised.warm()
  supervised.warm()
  expect(children).toHaveLength(1)
  expect(states()).toEqual([])
  supervised.start()
  await settle()
  expect(children).toHaveLength(1)
  expect(states()).toEqual(['running'])
})

test('one that died ahead of its start is forked anew, and counts as no crash', async () => {
  const { supervised, children, states } = supervise()
  supervised.warm()
  children[0]?.die(1)
  supervised.start()
  await settle()
  expect(children).toHaveLength(2)
  expect(states()).toEqual(['running'])
})

test('one that was begun ahead and never started is ended with the rest', async () => {
  const { supervised, children } = supervise()
  supervised.warm()
  await supervised.stop((ask) => ask.close({}), 1_000)
  expect(children[0]?.killed).toBe(true)
})

test('who needs a process that is on its way waits for it, and gets none of one that was given up', async () => {
  const { supervised } = supervise()
  const early = supervised.whenRunning()
  supervised.start()
  await settle()
  expect(await early).not.toBeNull()
  const refused = started({ open: () => refuse('not-allowed') }, { isFinal: () => true })
  await settle()
  expect(await refused.supervised.whenRunning()).toBeNull()
})

test('a process that dies is forked again, and the window is told both', async () => {
  const { children, deaths, states, supervised } = started()
  await settle()
  children[0]?.die(1)
  expect(deaths).toEqual([{ name: 'store', code: 1, isHung: false }])
  expect(states()).toEqual(['running', 'restarting'])
  expect(supervised.ask).toBeNull()
  await settle()
  expect(children).toHaveLength(2)
  expect(states()).toEqual(['running', 'restarting', 'running'])
})

test('one that dies again and again is given up after growing pauses, and can be started by hand', async () => {
  const { children, changes, supervised } = started()
  await settle()
  for (let index = 0; index < 6; index++) {
    children.at(-1)?.die(1)
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect(changes.at(-1)?.state).toBe('gave-up')
  const before = children.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(children).toHaveLength(before)
  supervised.start()
  await settle()
  expect(changes.at(-1)?.state).toBe('running')
})

test('a process that cannot open counts as a crash', async () => {
  const { children, changes } = started({ open: () => refuse('store-corrupt') })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(children.every(({ killed }) => killed)).toBe(true)
  expect(changes.at(-1)?.state).toBe('gave-up')
})

test('a failure that restarting cannot cure ends it, says why, and waits for a start by hand', async () => {
  let isCured = false
  const { children, changes, supervised } = started(
    { open: () => (isCured ? done(null) : refuse('store-key-wrong')) },
    { isFinal: ({ code }) => code === 'store-key-wrong' }
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect([children.length, children[0]?.killed]).toEqual([1, true])
  expect(changes.at(-1)).toMatchObject({ state: 'gave-up', failure: { code: 'store-key-wrong' } })
  isCured = true
  supervised.start()
  supervised.start()
  await settle()
  expect(children).toHaveLength(2)
  expect(changes.at(-1)).toMatchObject({ state: 'running', failure: null })
})

test('one that may take minutes to open is left alone until it has', async () => {
  let open: (result: Result<null>) => void = () => undefined
  const { children, states } = started(
    { open: () => new Promise((resolve) => (open = resolve)) },
    { openTimeoutMs: null }
  )
  await vi.advanceTimersByTimeAsync(600_000)
  expect([children.length, children[0]?.killed, states()]).toEqual([1, false, []])
  open(done(null))
  await settle()
  expect(states()).toEqual(['running'])
})

test('one that does not open in time is started anew', async () => {
  const { children } = started({ open: () => new Promise(() => undefined) })
  await vi.advanceTimersByTimeAsync(31_000)
  expect(children[0]?.killed).toBe(true)
  expect(children.length).toBeGreaterThan(1)
})

test('one that is restarted on purpose is asked to close first, and counts no crash', async () => {
  let closes = 0
  const { children, deaths, states, supervised } = started({ close: () => (closes++, done(null)) })
  await settle()
  for (let round = 0; round < 8; round++) {
    await supervised.restart((ask) => ask.close({}), 1_000)
    await settle()
  }
  expect([closes, children.length, states().at(-1)]).toEqual([8, 9, 'running'])
  expect(deaths).toEqual([])
})

test('a process that no longer answers is killed and started anew', async () => {
  let isHanging = false
  const { children, deaths } = started({
    ping: () =>
      isHanging ? new Promise(() => undefined) : Promise.resolve(done({ isResting: false }))
  })
  await settle()
  isHanging = true
  await vi.advanceTimersByTimeAsync(40_000)
  expect(children[0]?.killed).toBe(true)
  expect(children.length).toBeGreaterThan(1)
  expect(deaths[0]).toEqual({ name: 'store', code: 9, isHung: true })
})

test('one that was stopped stays stopped', async () => {
  const { children, supervised } = started()
  await settle()
  await supervised.stop((ask) => ask.close({}), 1_000)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(children).toHaveLength(1)
  expect(children[0]?.killed).toBe(true)
})

/** A process that rests, and how often it was asked after. */
function resting(more: More = {}) {
  const seen = { pings: 0, isHanging: false }
  const made = started(
    {
      ping: () => {
        seen.pings += 1
        return seen.isHanging
          ? new Promise(() => undefined)
          : Promise.resolve(done({ isResting: true }))
      }
    },
    more
  )
  return { ...made, seen }
}

test('a process that rests is asked after once a minute', async () => {
  const { seen } = resting()
  await vi.advanceTimersByTimeAsync(60_000)
  seen.pings = 0
  await vi.advanceTimersByTimeAsync(600_000)
  expect(seen.pings).toBe(10)
})

test('a process that hangs as it begins to work is noticed as soon as one that works', async () => {
  const { children, deaths, seen } = resting()
  await vi.advanceTimersByTimeAsync(61_000)
  seen.isHanging = true
  children[0]?.stir()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(deaths[0]).toMatchObject({ isHung: true })
})

test('one that hangs when main asks something of it is noticed as soon, too', async () => {
  const { deaths, seen, supervised } = resting()
  await vi.advanceTimersByTimeAsync(61_000)
  seen.isHanging = true
  void supervised.ask?.open({})
  await vi.advanceTimersByTimeAsync(30_000)
  expect(deaths[0]).toMatchObject({ isHung: true })
})

test('one that was stopped in its rest is noticed within a minute and two checks', async () => {
  const { deaths, seen } = resting()
  await vi.advanceTimersByTimeAsync(61_000)
  seen.isHanging = true
  await vi.advanceTimersByTimeAsync(81_000)
  expect(deaths[0]).toMatchObject({ isHung: true })
})

test('who works with it hears that it begins to work', async () => {
  let stirred = 0
  const { children } = resting({ onStirred: () => (stirred += 1) })
  await vi.advanceTimersByTimeAsync(61_000)
  children[0]?.stir()
  await settle()
  expect(stirred).toBe(1)
})

test('while a call of main is under way it is asked after closely', async () => {
  let answer: (result: Result<null>) => void = () => undefined
  let pings = 0
  const { supervised } = started({
    close: () => new Promise((resolve) => (answer = resolve)),
    ping: () => {
      pings += 1
      return Promise.resolve(done({ isResting: true }))
    }
  })
  await vi.advanceTimersByTimeAsync(61_000)
  void supervised.ask?.close({})
  pings = 0
  await vi.advanceTimersByTimeAsync(60_000)
  expect(pings).toBeGreaterThanOrEqual(5)
  answer(done(null))
  await vi.advanceTimersByTimeAsync(60_000)
  pings = 0
  await vi.advanceTimersByTimeAsync(600_000)
  expect(pings).toBe(10)
})
