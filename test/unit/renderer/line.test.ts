// A line outlives its process: what may be asked twice is asked again on the next port.
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done } from '../../../src-preload/contract/failure.ts'
import { call, openRpc } from '../../../src-preload/contract/rpc.ts'
import { Line } from '../../../src-renderer/state/line.ts'

const table = { greet: call(v.strictObject({ name: v.string() })).returns<string>() }
interface Events {
  waved: { at: number }
}

/** A process that answers, on a port that is handed to the line. */
function serve(line: Line<typeof table, Events>) {
  const [near, far] = portPair()
  const rpc = openRpc<typeof table, Record<never, never>, object, Events>(far, {
    answers: { table, handlers: { greet: ({ name }) => done(`hello ${name}`) } }
  })
  line.open(near)
  return rpc
}

describe('a line', () => {
  it('says so when nobody is there', async () => {
    const line = new Line<typeof table, Events>(table)
    expect(await line.ask.greet({ name: 'ada' })).toMatchObject({
      ok: false,
      failure: { code: 'process-gone', retry: true }
    })
  })

  it('waits for the process where it may ask twice', async () => {
    const line = new Line<typeof table, Events>(table)
    const answer = line.askSurely.greet({ name: 'ada' })
    serve(line)
    expect(await answer).toEqual({ ok: true, value: 'hello ada' })
  })

  it('asks again on the next port when the first one breaks', async () => {
    const line = new Line<typeof table, Events>(table)
    const [near, far] = portPair()
    line.open(near)
    const answer = line.askSurely.greet({ name: 'grace' })
    far.close()
    await Promise.resolve()
    serve(line)
    expect(await answer).toEqual({ ok: true, value: 'hello grace' })
  })

  it('tells each time it opens, and hears events on every port', async () => {
    const line = new Line<typeof table, Events>(table)
    const heard: number[] = []
    let opened = 0
    line.hear({ waved: ({ at }) => heard.push(at) })
    line.onOpen(() => (opened += 1))
    serve(line).tell('waved', { at: 1 })
    await line.ask.greet({ name: 'x' })
    serve(line).tell('waved', { at: 2 })
    await line.ask.greet({ name: 'x' })
    expect(heard).toEqual([1, 2])
    expect(opened).toBe(2)
  })
})
