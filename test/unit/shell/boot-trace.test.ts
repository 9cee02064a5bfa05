// The trace of a start: one table of all processes, printed once, complete or after a while as far as it goes.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as v from 'valibot'
import { BootTrace } from '../../../src-main/shell/boot-trace.ts'
import { bootMarksSchema } from '../../../src-preload/contract/boot.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const marks = {
  main: [{ what: 'ready', at: 1_200 }],
  store: [{ what: 'open', at: 1_310.25 }],
  network: [{ what: 'open', at: 1_500 }]
}
const windowMarks = [{ what: 'rows drawn', at: 1_400 }]

function traced() {
  const printed: string[] = []
  const trace = new BootTrace({
    startedAt: 1_000,
    ask: (party) => Promise.resolve(marks[party]),
    print: (text) => printed.push(text)
  })
  return { trace, printed }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

test('moments of all processes stand in one order, counted from the start and from each other', async () => {
  const { trace, printed } = traced()
  trace.windowTold(windowMarks)
  trace.networkRuns()
  await settle()
  expect(printed.join('').split('\n').slice(1)).toEqual([
    '      ms     step  process  what',
    '   200.0    200.0  main     ready',
    '   310.3    110.3  store    open',
    '   400.0     89.8  window   rows drawn',
    '   500.0    100.0  network  open',
    ''
  ])
})

test('it is printed once, when both the window has told and the network runs', async () => {
  const { trace, printed } = traced()
  trace.networkRuns()
  await settle()
  expect(printed).toEqual([])
  trace.windowTold(windowMarks)
  trace.windowTold([])
  trace.networkRuns()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(printed).toHaveLength(1)
})

test('what is known is printed where one of them never comes', async () => {
  const { trace, printed } = traced()
  trace.networkRuns()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(printed.join('')).toContain('store    open')
  expect(printed.join('')).not.toContain('rows drawn')
})

test('a window can print nothing but plain words to the terminal', () => {
  expect(v.is(bootMarksSchema, windowMarks)).toBe(true)
  expect(v.is(bootMarksSchema, [{ what: '\u001b[2J', at: 1 }])).toBe(false)
  expect(v.is(bootMarksSchema, [{ what: 'rows', at: Infinity }])).toBe(false)
  expect(v.is(bootMarksSchema, Array(41).fill(windowMarks[0]))).toBe(false)
})
