// What expressions say: lenient with what is missing, strict with what is written, bounded in work.
import { describe, expect, test } from 'vitest'
import { Frame } from '../../../src-main/dialects/expressions/frame.ts'
import { parseExpression } from '../../../src-main/dialects/expressions/parse.ts'
import { startSession } from '../../../src-main/dialects/session.ts'

const scope = new Set(['args', 'me', 'vars', 'now', 'item'])

function evaluate(source: string, ...args: unknown[]): unknown {
  const frame = new Frame(
    { ...startSession({}, { id: 'u1', name: 'Ana' }), people: new Map([['7', 'Bo']]) },
    1_772_368_496_000
  )
  frame.args = args
  return parseExpression(source, scope).evaluate(frame)
}

describe('numbers', () => {
  test.each([
    ['args[0].type == 1', [{ type: 1 }], true],
    ['args[0].n + 1', [{ n: 1.5 }], 2.5],
    ['args[0].n * 1000 - 1', [{ n: 2 }], 1999],
    ['7 / 2', [], 3.5],
    ['1 / 0', [], null],
    ['size(args[0])', [[1, 2]], 2],
    ['args[0] > 3', [4], true],
    ['-args[0]', [4], -4],
    ['1u + 1', [], 2]
  ])('%s', (source, args, expected) => {
    expect(evaluate(source, ...args)).toEqual(expected)
  })
})

describe('what is missing is null', () => {
  test.each([
    ['args[0].a.b.c', [{}]],
    ['args[3].a', [{}]],
    ['args[0].?a', [null]],
    ['args[0].toString', [{}]],
    ['args[0].constructor', [{}]],
    ['args[0].length', ['text']],
    ['args[0] + " x"', [null]],
    ['args[0] - 1', ['1']],
    ['args[0] < 1', ['1']],
    ['args[0] ? 1 : 2', ['yes']],
    ['lookup(args[0])', ['nobody']],
    ['json(args[0])', ['{broken']]
  ])('%s', (source, args) => {
    expect(evaluate(source, ...args)).toBeNull()
  })

  test('a missing condition is false', () => {
    expect(evaluate('!args[0].bot', {})).toBe(true)
    expect(evaluate('args[0].bot && true', {})).toBe(false)
    expect(evaluate('args[0].bot ? 1 : 2', {})).toBe(2)
    expect(evaluate('has(args[0].bot)', {})).toBe(false)
  })
})

describe('functions', () => {
  test.each([
    ['first(args[0].a, "", args[0].b)', [{ b: 'x' }], 'x'],
    ['time(args[0])', ['2026-03-01T12:34:56.000Z'], 1_772_368_496_000],
    ['time(args[0])', [1_772_368_496], 1_772_368_496_000],
    ['time(args[0])', [1_772_368_496_000_000], 1_772_368_496_000],
    ['time(args[0])', [1_772_368_496_000_000_000], 1_772_368_496_000],
    ['time(args[0])', ['2026-03-01 12:34:56'], 1_772_368_496_000],
    ['time(args[0])', ['12:34'], null],
    ['iso(now)', [], '2026-03-01T12:34:56.000Z'],
    ['lookup(args[0])', [7], 'Bo'],
    ['json(args[0]).a[0]', ['{"a":[5]}'], 5],
    ['args[0].before(": ")', ['Ana: hi: you'], 'Ana'],
    ['args[0].after(": ")', ['Ana: hi: you'], 'hi: you'],
    ['keys(args[0])', [{ Ana: 1, Bo: 2 }], ['Ana', 'Bo']],
    ['args[0].entries().map(e, e.key + e.value)', [{ a: 1 }], ['a1']],
    ['args[0].filter(u, u.id == 2).map(u, u.name)', [[{ id: 1 }, { id: 2, name: 'B' }]], ['B']],
    ['args[0].find(u, u.id == 2).name', [[{ id: 2, name: 'B' }]], 'B'],
    ['args[0].exists(x, x == "a")', [['b', 'a']], true],
    [
      'cel.bind(u, args[0].user, u.first + " " + u.last)',
      [{ user: { first: 'A', last: 'B' } }],
      'A B'
    ],
    ['join(sort([args[0], me.id]), "")', ['a9'], 'a9u1'],
    ['text(args[0])', [new TextEncoder().encode('hé')], 'hé'],
    ['htmlText(args[0])', ['<p>hi <b>you</b> &amp; me<br>next</p>'], 'hi you & me\nnext'],
    ['base64(bytes("hi"))', [], 'aGk='],
    ['type(args[0])', [[]], 'list'],
    ['"a" in args[0]', [{ a: 1 }], true],
    ['flatten(args[0].map(n, n.c))', [[{ c: [1] }, { c: [2, 3] }]], [1, 2, 3]],
    ['min(200, args[0])', [500], 200]
  ])('%s', (source, args, expected) => {
    expect(evaluate(source, ...args)).toEqual(expected)
  })
})

describe('refused when compiled', () => {
  test.each([
    ['args[0', 'syntax'],
    ['nothing + 1', 'variable'],
    ['explode(1)', 'function'],
    ['"a".matches("a+")', 'no regular expressions'],
    ['time()', 'too few values'],
    ['{args[0]: 1}', 'keys from a server'],
    ['"x" + '.repeat(600), 'length']
  ])('%s (%s)', (source) => {
    expect(() => parseExpression(source, scope)).toThrow()
  })
})

describe('bounded', () => {
  const list = Array.from({ length: 5000 }, (_, at) => at)
  const tower = 'cel.bind(a, [a, a, a, a, a, a], '

  test.each([
    ['loops in loops', 'args[0].map(a, args[0].map(b, a + b))', [list]],
    [
      'a text that doubles',
      `${'cel.bind(a, args[0] + args[0], '}${'cel.bind(a, a + a, '.repeat(12)}a${')'.repeat(13)}`,
      ['x'.repeat(1000)]
    ],
    [
      'long texts in a loop',
      "args[0].map(a, replace(args[1], 'x', 'y')).join('')",
      [list, 'x'.repeat(190_000)]
    ],
    [
      'long splits in a loop',
      "flatten(args[0].map(a, split(args[1], 'x')))",
      [list, 'xy'.repeat(90_000)]
    ],
    ['a list within itself as JSON', 'toJson(args[0].map(a, args[0]))', [list]],
    [
      'a tower of lists compared',
      `cel.bind(a, args[0], ${tower.repeat(8)}a == [a] || toJson(a) == ''${')'.repeat(9)}`,
      [list]
    ]
  ])('%s ends early', (_, source, args) => {
    const started = performance.now()
    const value = evaluate(source, ...args)
    expect(value === null || value === false).toBe(true)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
