// Whether a connection is there: asked by a probe whose answer may stand behind much else.
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openEngineDoor } from '../../../src-main/network/link/engine-door.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A door to an engine over a WebSocket, and what its probes were answered. */
function openDoor() {
  const ws = Object.assign(new EventEmitter(), {
    ping: () => undefined,
    pause: () => undefined,
    resume: () => undefined
  })
  const transport = { name: 'websocket', ws }
  const engine = Object.assign(new EventEmitter(), {
    transport,
    readyState: 'open',
    writeBuffer: []
  })
  const ignore = (): void => undefined
  const door = openEngineDoor(engine, 4, { onBytes: ignore, onHeard: ignore, onUpgraded: ignore })
  const answers: (number | null)[] = []
  const probe = (): void => door.probe(1_000, (latencyMs) => answers.push(latencyMs))
  return { door, ws, engine, answers, probe }
}

it('a connection from which nothing comes is silent in time', () => {
  const { answers, probe } = openDoor()
  probe()
  vi.advanceTimersByTime(999)
  expect(answers).toEqual([])
  vi.advanceTimersByTime(1)
  expect(answers).toEqual([null])
})

it('a server that sends is there, however late its answer comes behind that', () => {
  const { ws, engine, answers, probe } = openDoor()
  probe()
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(500)
    engine.emit('data', 'a packet of a flood')
  }
  expect(answers).toEqual([])
  ws.emit('pong')
  expect(answers).toEqual([10_000])
})

it('a flood that ends without an answer leaves a silence like any other', () => {
  const { engine, answers, probe } = openDoor()
  probe()
  vi.advanceTimersByTime(900)
  engine.emit('data', 'the last packet')
  vi.advanceTimersByTime(999)
  expect(answers).toEqual([])
  vi.advanceTimersByTime(1)
  expect(answers).toEqual([null])
})

it('what was not read is not held against it', () => {
  const { door, answers, probe } = openDoor()
  probe()
  door.setPaused(true)
  vi.advanceTimersByTime(5_000)
  door.setPaused(false)
  vi.advanceTimersByTime(500)
  expect(answers).toEqual([])
  vi.advanceTimersByTime(1_500)
  expect(answers).toEqual([null])
})
