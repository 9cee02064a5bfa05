// Holds how the Inspector shows values: bytes as hex with what is legible, places as expressions that lead back to them.
import { describe, expect, it } from 'vitest'
import {
  asBytes,
  expressionOf,
  hexRows,
  kindOf,
  valueAt
} from '../../../src-renderer/text/event-values.ts'

describe('bytes', () => {
  it('stand in rows of hex, with what is legible beside them', () => {
    const bytes = new Uint8Array([72, 105, 0, 255, 33, 10, 65, 66, 67])
    expect(hexRows(bytes, 16)).toEqual([
      { at: '0000', hex: '48 69 00 ff 21 0a 41 42', text: 'Hi··!·AB' },
      { at: '0008', hex: '43', text: 'C' }
    ])
  })

  it('are shown from the beginning, no more than is asked for', () => {
    expect(hexRows(new Uint8Array(1_000_000), 2)).toHaveLength(2)
    expect(hexRows(new Uint8Array(), 16)).toEqual([])
  })

  it('are bytes in whatever form they come', () => {
    expect(kindOf(new ArrayBuffer(2))).toBe('bytes')
    expect(kindOf(new Uint8Array(2))).toBe('bytes')
    expect(asBytes(new Uint8Array([7]).buffer)).toEqual(new Uint8Array([7]))
  })
})

describe('a place in the arguments', () => {
  const args = [{ user: { 'first name': 'Ana', in: [1, 2] }, "it's": true }]
  it.each([
    [[0, 'user', 'first name'], "args[0].user['first name']"],
    [[0, 'user', 'in', 1], "args[0].user['in'][1]"],
    [[0, "it's"], "args[0]['it\\'s']"]
  ] as const)('%j is written as an expression', (steps, expression) => {
    expect(expressionOf('args', steps)).toBe(expression)
    expect(valueAt(args, steps)).toBeDefined()
  })

  it('that leads nowhere holds nothing, whatever is inherited', () => {
    expect(valueAt(args, [0, 'constructor'])).toBeUndefined()
    expect(valueAt(args, [0, 'user', 'x', 'y'])).toBeUndefined()
  })
})
