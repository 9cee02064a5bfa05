// What a server says as it refuses is told in its words, but as part of our sentence.
import { expect, it } from 'vitest'
import { limits } from '../../../src-preload/contract/limits.ts'
import { plainFailure } from '../../../src-main/network/link/connect-failure.ts'

const reasonOf = (message: string, data?: unknown): unknown =>
  plainFailure({ kind: 'refused', message, data })?.detail?.['reason']

it('takes out of a refusal what hides, turns or towers', () => {
  expect(reasonOf('\u202Eon\u202C, g\u200Bo\n\naway')).toBe('on, go away')
  expect(reasonOf('no', { message: `n${'\u0301'.repeat(500)}` })).toBe(`no: n${'\u0301'.repeat(4)}`)
  expect(reasonOf('\u200B\u202E')).toBeUndefined()
})

it('cuts a refusal that goes on without end', () => {
  expect(reasonOf('x'.repeat(100_000))).toBe(`${'x'.repeat(limits.reason - 1)}…`)
})
