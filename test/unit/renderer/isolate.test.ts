// Words of others within our sentences: of either direction, but never turning the rest.
import { expect, it } from 'vitest'
import { isolate } from '../../../src-renderer/text/isolate.ts'

it('leaves words that are read from left to right as they are', () => {
  expect(isolate('Ada, 👩\u200D👧 हिन्दी 3')).toBe('Ada, 👩\u200D👧 हिन्दी 3')
})

it('encloses words that are read from right to left', () => {
  expect(isolate('שלום')).toBe('\u2068שלום\u2069')
  expect(isolate('Ada محمد 3')).toBe('\u2068Ada محمد 3\u2069')
})

it('takes out what turns by command, and what would end the enclosure', () => {
  expect(isolate('a\u202Egnp.exe\u2069')).toBe('agnp.exe')
  expect(isolate('\u2067ש\u2069\u202Db')).toBe('\u2068שb\u2069')
})
