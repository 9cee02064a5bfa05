// Which messages are drawn without a tree.
import { expect, it } from 'vitest'
import { makeBodyMaker } from '../../../src-main/store/body.ts'
import { plainOf } from '../../../src-renderer/text/plain.ts'

const bodyOf = makeBodyMaker()

it('one paragraph of words is plain, and anything more is not', () => {
  expect(plainOf(bodyOf('Ciao a tutti'))).toBe('Ciao a tutti')
  const others = [
    '',
    'two\nlines',
    'two\n\nparagraphs',
    '*stressed*',
    '`code`',
    'see https://a.example'
  ]
  for (const text of others) expect(plainOf(bodyOf(text)), text).toBeNull()
})
