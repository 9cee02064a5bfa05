// The file that runs are compared with.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { figureOf, type Figure } from '../../bench/figure.ts'
import { readReference, saveReference } from '../../bench/reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'filo-reference-'))
const path = join(folder, 'reference.json')
afterEach(() => rmSync(path, { force: true }))

function ratio(value: number): Figure {
  const baseline = { name: 'bare', samples: [1] }
  return figureOf({ name: 'typing', unit: 'ms', samples: [value], baseline })
}

const kept = (mode: 'full' | 'quick') =>
  readReference(path, mode).map(({ bench, value }) => [bench, value])

test('what is saved takes the place of the same bench alone, full and quick ones apart', () => {
  expect(readReference(path, 'full')).toEqual([])
  const flood = (value: number) => [{ bench: 'flood', figures: [ratio(value)] }]
  saveReference(path, 'full', [...flood(2), { bench: 'send', figures: [ratio(3)] }])
  saveReference(path, 'quick', flood(9))
  saveReference(path, 'full', flood(4))
  expect(kept('full')).toEqual([
    ['flood', 4],
    ['send', 3]
  ])
  expect(kept('quick')).toEqual([['flood', 9]])
})

test('a bench that measured nothing any more leaves nothing behind', () => {
  saveReference(path, 'full', [{ bench: 'flood', figures: [ratio(2)] }])
  saveReference(path, 'full', [{ bench: 'flood', figures: [] }])
  expect(kept('full')).toEqual([])
})
