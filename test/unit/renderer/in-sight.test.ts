// Which rows of the list of conversations are drawn: what is in sight, at no more than the cost of that.
import { describe, expect, it } from 'vitest'
import { ROW, rowsInSight } from '../../../src-renderer/parts/conversations/in-sight.ts'

const row = ROW.comfortable
const HEIGHT = 800

describe('the list of conversations', () => {
  it('draws all rows of a list that is not long', () => {
    expect(rowsInSight([40, 0, 20], { top: 0, height: HEIGHT, row })).toEqual([
      { first: 0, end: 40 },
      { first: 0, end: 0 },
      { first: 0, end: 20 }
    ])
  })

  it('draws as many rows of a thousand as of a hundred', () => {
    const drawnOf = (count: number): number => {
      const drawn = rowsInSight([count], { top: 0, height: HEIGHT, row })
      return drawn.reduce((sum, { first, end }) => sum + end - first, 0)
    }
    expect(drawnOf(1_000)).toBe(drawnOf(100))
    expect(drawnOf(1_000)).toBeLessThan(50)
  })

  it('draws whatever is in sight, wherever one looks, in every section and density', () => {
    const counts = [70, 3, 400]
    for (const height of [300, HEIGHT, 2_000])
      for (const row of Object.values(ROW)) {
        const all = 3 * 32 + 473 * row
        for (let top = 0; top <= all - height; top += 37) {
          const drawn = rowsInSight(counts, { top, height, row })
          let above = 0
          counts.forEach((count, section) => {
            above += 32
            const { first, end } = drawn[section] ?? { first: 0, end: 0 }
            for (let at = 0; at < count; at++) {
              const isSeen = above + (at + 1) * row > top && above + at * row < top + height
              if (isSeen && (at < first || at >= end)) expect([top, section, at]).toBe('drawn')
            }
            above += count * row
          })
        }
      }
  })
})
