// Holds what of a message stands in one line of a list or a notification: the words that are read when it is drawn.
import { describe, expect, it } from 'vitest'
import { plainWords } from '../../../src-main/store/plain-words.ts'

describe('the words of a message in one line', () => {
  it.each([
    ['Hello *there*', 'Hello there'],
    ['**bold**, ~~gone~~ and `code`', 'bold, gone and code'],
    ['see [the plan](https://example.org/plan)', 'see the plan'],
    ['# Title\n\n- one\n- two', 'Title\none\ntwo'],
    ['> quoted\n\nand said', 'quoted\nand said'],
    ['```js\nlet a = 1\n```', 'let a = 1'],
    ['plain words, 2 * 3 = 6', 'plain words, 2 * 3 = 6'],
    ['line\nafter line', 'line\nafter line'],
    ['---', '---'],
    ['', '']
  ])('%j is %j', (text, words) => {
    expect(plainWords(text)).toBe(words)
  })
})
