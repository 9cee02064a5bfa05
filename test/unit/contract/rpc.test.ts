import * as v from 'valibot'
import { expect, test, vi } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import { call, openRpc, type CallTable, type Handlers } from '../../../src-preload/contract/rpc.ts'

const table = {
  double: call(v.strictObject({ of: v.number() })).returns<number>(),
  fail: call(v.strictObject({})).returns<null>(),
  crash: call(v.strictObject({})).returns<null>(),
  never: call(v.strictObject({})).returns<null>()
}
interface Told {
  happened: { count: number }
}
const handlers: Handlers<typeof table> = {
  double: ({ of }) => done(of * 2),
  fail: () => refuse('not-found'),
  crash: () => {
    throw new Error('a bug')
  },
  never: () => new Promise(() => undefined)
}

function joined(timeoutMs = 1_000) {
  const [left, right] = portPair()
  const onTrouble = vi.fn()
  const answering = openRpc<typeof table, CallTable, object, Told>(left, {
    answers: { table, handlers },
    onTrouble
  })
  const happened = vi.fn()
  const asking = openRpc<CallTable, typeof table, Told, object>(right, {
    asks: table,
    hears: { happened },
    timeoutMs
  })
  return { left, right, answering, asking, happened, onTrouble }
}

test('a call is answered with the handler’s result', async () => {
  const { asking } = joined()
  expect(await asking.ask.double({ of: 21 })).toEqual({ ok: true, value: 42 })
})

test('a refusal crosses as data', async () => {
  const { asking } = joined()
  expect(await asking.ask.fail({})).toEqual({
    ok: false,
    failure: { code: 'not-found', retry: false }
  })
})

test('an input that does not fit its schema never reaches the handler', async () => {
  const { asking, onTrouble } = joined()
  const answer = await asking.ask.double({ of: 'many' as unknown as number })
  expect(answer).toMatchObject({ ok: false, failure: { code: 'input-invalid' } })
  expect(onTrouble).toHaveBeenCalledWith(expect.objectContaining({ call: 'double', kind: 'input' }))
})

test('a handler that throws is answered as an internal failure, without its message', async () => {
  const { asking } = joined()
  const answer = await asking.ask.crash({})
  expect(answer).toMatchObject({ ok: false, failure: { code: 'internal' } })
  expect(JSON.stringify(answer)).not.toContain('a bug')
})

test('a call that is not in the table is refused, whatever Object.prototype holds', async () => {
  const { right } = joined()
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const answer = new Promise((resolve) => right.onMessage(resolve))
    right.post({ t: 'q', i: name, m: 'answer', a: [name, {}] })
    expect(await answer).toMatchObject({ r: { ok: false, failure: { code: 'input-invalid' } } })
  }
})

test('values that are no calls at all are passed over', async () => {
  const { right, asking } = joined()
  const odd = [null, 1, 'x', {}, { t: 'q' }, { t: 'q', m: 'constructor', a: [] }, { t: 's' }]
  for (const value of odd) right.post(value)
  expect(await asking.ask.double({ of: 1 })).toEqual({ ok: true, value: 2 })
})

test('an answer that does not come is a call-timeout', async () => {
  const { asking } = joined(20)
  expect(await asking.ask.never({})).toMatchObject({
    ok: false,
    failure: { code: 'call-timeout', retry: true }
  })
})

test('calls under way and later ones are process-gone once the other side closes', async () => {
  const { asking, answering } = joined()
  const underWay = asking.ask.never({})
  answering.close()
  const gone = { ok: false, failure: { code: 'process-gone', retry: true } }
  expect(await underWay).toEqual(gone)
  expect(await asking.ask.double({ of: 1 })).toEqual(gone)
})

test('events arrive in the order in which they were told', async () => {
  const { answering, asking, happened } = joined()
  for (const count of [1, 2, 3]) answering.tell('happened', { count })
  await asking.ask.double({ of: 1 })
  expect(happened.mock.calls.map(([payload]) => (payload as { count: number }).count)).toEqual([
    1, 2, 3
  ])
})
