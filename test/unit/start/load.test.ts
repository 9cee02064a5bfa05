import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readParts } from '../../../src-main/start/code-cache.ts'
import { Bundle } from '../../../src-main/start/load.ts'

const said = vi.fn()
let folder: string

beforeEach(() => {
  said.mockClear()
  vi.stubGlobal('said', said)
  folder = mkdtempSync(join(tmpdir(), 'filo-bundle-'))
  mkdirSync(join(folder, 'chunks'))
  put(
    'app.code.cjs',
    `const { double } = require('./chunks/sums.cjs'); said(double(21), __dirname)`
  )
  put('chunks/sums.cjs', `exports.double = (n) => { said('counts'); return 2 * n }; said('sums')`)
})

afterEach(() => {
  vi.unstubAllGlobals()
  rmSync(folder, { recursive: true, force: true })
})

function put(name: string, code: string): void {
  writeFileSync(join(folder, name), code)
}

function bundle(build = 'one'): Bundle {
  return new Bundle({ folder, entry: 'app', build }, true)
}

/** As at a start: runs it, and keeps what was compiled. */
function started(build?: string): { wasNew: boolean } {
  const begun = bundle(build)
  begun.run()
  const wasNew = begun.isNew
  begun.keep()
  return { wasNew }
}

const kept = (): string => join(folder, 'app.cache')

describe('a bundle', () => {
  it('runs with its files, each once, and with what Node brings', () => {
    put('app.code.cjs', `require('./chunks/sums.cjs'); said(require('node:path').sep)`)
    put('chunks/sums.cjs', `require('../app.code.cjs'); require('./sums.cjs'); said('sums')`)
    started()
    expect(said.mock.calls).toEqual([['sums'], [join('/')]])
  })

  it('is compiled at its first start, and no more at the next', () => {
    expect(started()).toEqual({ wasNew: true })
    expect(started()).toEqual({ wasNew: false })
    const once = [['sums'], ['counts'], [42, folder]]
    expect(said.mock.calls).toEqual([...once, ...once])
    expect(readdirSync(folder).toSorted()).toEqual(['app.cache', 'app.code.cjs', 'chunks'])
  })

  it('keeps what did not run this time, too', () => {
    started()
    put('app.code.cjs', `require('./chunks/later.cjs')`)
    put('chunks/later.cjs', `said('later')`)
    started()
    expect([...readParts(kept(), 'one').keys()].toSorted()).toEqual([
      'app.code.cjs',
      'chunks/later.cjs',
      'chunks/sums.cjs'
    ])
  })

  it('says what its code throws, by its name and place', () => {
    put('app.code.cjs', `throw new RangeError('too far')`)
    const thrown = vi.fn(() => bundle().run())
    expect(thrown).toThrow(RangeError)
    const [result] = thrown.mock.results
    expect((result?.value as Error).stack).toMatch(/app\.code\.cjs:1:7/)
  })

  it('starts where nothing can be kept', () => {
    const begun = bundle()
    begun.run()
    rmSync(folder, { recursive: true })
    begun.keep()
    expect(said).toHaveBeenCalledWith(42, folder)
  })
})

describe('what was kept', () => {
  const whole = (): Buffer => readFileSync(kept())
  const damages: [string, () => Buffer | string][] = [
    ['was cut off', () => whole().subarray(0, -10)],
    ['lost all but its head', () => whole().subarray(0, 60)],
    [
      'has one wrong bit',
      () => Buffer.from(whole().map((byte, at) => (at === whole().length - 40 ? byte ^ 1 : byte)))
    ],
    ['is of another V8', () => whole().toString('latin1').replace(process.versions.v8, '1.2.3')],
    ['was made on another computer', () => whole().toString('latin1').replace(process.arch, 'z80')],
    ['is no such thing', () => '{"build":"one","parts":3}\nwhat'],
    ['is empty', () => '']
  ]

  it.each(damages)('is ignored and replaced where it %s', (_what, damaged) => {
    started()
    writeFileSync(kept(), damaged(), 'latin1')
    said.mockClear()
    expect(started()).toEqual({ wasNew: true })
    expect(said).toHaveBeenLastCalledWith(42, folder)
    expect(started()).toEqual({ wasNew: false })
  })

  it('is not used for code that was built differently, not even where it is as long', () => {
    started()
    put('chunks/sums.cjs', `exports.double = (n) => { said('counts'); return 3 * n }; said('sums')`)
    expect(started('two')).toEqual({ wasNew: true })
    expect(said).toHaveBeenLastCalledWith(63, folder)
    expect(started('two')).toEqual({ wasNew: false })
  })
})
