// What counts as worse than the reference, and what as noise.
import { describe, expect, it } from 'vitest'
import { compare, toKeep, unknownTo, type KeptFigure, type Verdict } from '../../bench/check.ts'
import { figureOfRounds, type Figure } from '../../bench/figure.ts'
import { verdictsOf } from '../../bench/table.ts'

type Rounds = [number, number, number]

function ratioOf(rounds: Rounds, more: { unit?: Figure['unit']; base?: Rounds } = {}): Figure {
  const { unit = 'ms', base = [100, 100, 100] } = more
  return figureOfRounds({
    ...{ name: 'typing', unit, rounds: rounds.map((value) => [value]) },
    baseline: { name: 'bare', rounds: base.map((value) => [value]) }
  })
}

function judge(before: Figure, after: Figure): Verdict['kind'] | undefined {
  const kept = toKeep([{ bench: 'flood', figures: [before] }])
  return compare(kept, [{ bench: 'flood', figures: [after] }])[0]?.kind
}

const calm = ratioOf([99, 100, 101])

describe('a run beside the reference', () => {
  it('names the benches of which nothing is kept, since a check of them says nothing', () => {
    const kept = toKeep([{ bench: 'flood', figures: [calm] }])
    const ran = ['flood', 'send'].map((bench) => ({ bench, figures: [calm] }))
    expect(unknownTo(kept, ran)).toEqual(['send'])
    expect(unknownTo([], ran)).toEqual(['flood', 'send'])
    expect(unknownTo([], [{ bench: 'learn', figures: [] }])).toEqual([])
  })
})

describe('a figure beside the reference', () => {
  it('is worse where its ratio grew, and better where it shrank', () => {
    expect(judge(calm, ratioOf([198, 200, 202]))).toBe('worse')
    expect(judge(calm, ratioOf([49, 50, 51]))).toBe('better')
  })

  it('is the other way round where more is better', () => {
    const unit = 'messages/s'
    expect(judge(ratioOf([99, 100, 101], { unit }), ratioOf([49, 50, 51], { unit }))).toBe('worse')
    expect(judge(ratioOf([49, 50, 51], { unit }), ratioOf([99, 100, 101], { unit }))).toBe('better')
  })

  it('goes by the ratio: on a machine half as fast it is the same', () => {
    expect(judge(calm, ratioOf([198, 200, 202], { base: [200, 200, 200] }))).toBe('same')
  })

  it('is the same within what its rounds vary by, and never worse for a fifth', () => {
    expect(judge(calm, ratioOf([117, 118, 119]))).toBe('same')
    expect(judge(ratioOf([50, 100, 150]), ratioOf([70, 160, 200]))).toBe('same')
    expect(judge(calm, ratioOf([158, 160, 162]))).toBe('worse')
  })

  it('is the same where nobody could feel the difference', () => {
    const base: Rounds = [0.5, 0.5, 0.5]
    expect(judge(ratioOf([1, 1, 1], { base }), ratioOf([2.5, 2.5, 2.5], { base }))).toBe('same')
    expect(judge(ratioOf([1, 1, 1], { base }), ratioOf([4, 4, 4], { base }))).toBe('worse')
  })

  it('compares wake-ups as they are, and not below what can be felt', () => {
    const woken = (count: number): Figure =>
      figureOfRounds({ name: 'woken', unit: 'wake-ups/s', rounds: [[count], [count]] })
    expect(judge(woken(2), woken(15))).toBe('same')
    expect(judge(woken(2), woken(40))).toBe('worse')
    expect(judge(woken(90), woken(2))).toBe('better')
  })

  it('is the same where a part of a percent of a core differs', () => {
    const busy = (value: number): Figure =>
      figureOfRounds({ name: 'busy', unit: '% of a core', rounds: [[value], [value]] })
    expect(judge(busy(0), busy(0.2))).toBe('same')
    expect(judge(busy(-0.1), busy(0.1))).toBe('same')
    expect(judge(busy(0.2), busy(0.6))).toBe('worse')
  })

  it('counts what is lost as it is', () => {
    const lost = (count: number): Figure =>
      figureOfRounds({ name: 'lost', unit: 'messages', rounds: [[count], [count]] })
    expect(judge(lost(0), lost(0))).toBe('same')
    expect(judge(lost(0), lost(1))).toBe('worse')
  })

  it('of growth goes by the difference, since exponents lie about zero', () => {
    const growth = (value: number): Figure => ({ name: 'open', unit: 'exponent', value })
    expect(judge(growth(0.01), growth(0.1))).toBe('same')
    expect(judge(growth(-0.02), growth(0.3))).toBe('worse')
    expect(judge(growth(0.3), growth(0))).toBe('better')
  })

  it('is missing where its bench ran without it, and not spoken of where that did not run', () => {
    const kept: KeptFigure[] = toKeep([{ bench: 'flood', figures: [calm] }])
    expect(compare(kept, [{ bench: 'flood', figures: [] }])[0]?.kind).toBe('missing')
    expect(compare(kept, [{ bench: 'send', figures: [calm] }])).toEqual([])
  })

  it('is told in one line where nothing changed, and by name where something did', () => {
    const kept = toKeep([{ bench: 'flood', figures: [calm] }])
    const verdicts = (figure: Figure): Verdict[] =>
      compare(kept, [{ bench: 'flood', figures: [figure] }])
    expect(verdictsOf(verdicts(calm))).toBe('1 of 1 figures are as in the reference')
    const worse = verdictsOf(verdicts(ratioOf([198, 200, 202])))
    expect(worse).toContain('worse  flood: typing, p50 / bare  ratio 1.00  now 2.00')
  })

  it('keeps no exponents of what other benches measured: they may not have run the next time', () => {
    const lone: Figure = { name: 'frames over rates', unit: 'exponent', value: 1, isDerived: true }
    expect(toKeep([{ bench: 'growth', figures: [lone, { ...lone, isDerived: false }] }])).toEqual([
      { bench: 'growth', name: lone.name, of: 'value', value: 1, noise: 0.3 }
    ])
  })

  it('keeps no bare milliseconds, which are those of one machine', () => {
    const bare = figureOfRounds({ name: 'start', unit: 'ms', rounds: [[5], [6]] })
    expect(toKeep([{ bench: 'start', figures: [bare] }])).toEqual([])
  })
})
