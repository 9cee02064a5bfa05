import { expect, test } from 'vitest'
import { beforeName, damagedName, isBeforeName } from '../../../../src-main/store/file/names.ts'

const PATH = '/home/ada/filo.sqlite'

test('kept files say what they are, and stay databases by their ending', () => {
  expect(beforeName(PATH, 4)).toBe('/home/ada/filo.before-4.sqlite')
  const at = new Date(2026, 10, 2, 9, 5, 7).getTime()
  expect(damagedName(PATH, at)).toBe('/home/ada/filo.damaged-20261102-090507.sqlite')
})

test('only what a migration kept is taken for that', () => {
  expect(isBeforeName(PATH, 'filo.before-12.sqlite')).toBe(true)
  const others = [
    'filo.sqlite',
    'filo.before-x.sqlite',
    'other.before-1.sqlite',
    'filo.before-1.db'
  ]
  expect(others.filter((name) => isBeforeName(PATH, name))).toEqual([])
})
