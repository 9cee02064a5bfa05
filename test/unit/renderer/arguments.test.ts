// Arguments as the person writes them: JSON, bytes within it, files, and what is neither.
import { describe, expect, it } from 'vitest'
import { argumentsOf, jsonOf, valuesOf } from '../../../src-renderer/parts/inspector/arguments.ts'

const json = (text: string) => ({ kind: 'json' as const, text, fault: false })

describe('arguments', () => {
  it('are the values that were emitted, whatever was in them', () => {
    const values = [null, 1, 'x', { $binary: 'text', $set: 1, deep: [new Uint8Array([1, 2])] }]
    expect(valuesOf(argumentsOf(values))).toEqual({ ok: true, values })
    const bytes = new Uint8Array([7, 8])
    expect(valuesOf(argumentsOf([bytes]))).toEqual({ ok: true, values: [bytes] })
    expect(jsonOf(bytes)).toContain('$binary')
  })

  it('are marked where they are no JSON or too large, and none of them is emitted', () => {
    const file = { kind: 'file' as const, name: 'a', bytes: new Uint8Array(), tooLarge: true }
    const read = valuesOf([json('1'), json('hello'), json(''), file])
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.args.map((arg) => arg.kind === 'json' && arg.fault)).toEqual([
      false,
      true,
      true,
      false
    ])
  })
})
