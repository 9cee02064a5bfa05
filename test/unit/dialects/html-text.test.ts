// HTML as plain text, and in a time that grows with its length alone.
import { expect, test } from 'vitest'
import { htmlText } from '../../../src-main/dialects/expressions/html-text.ts'

test.each([
  ['<p>hi <b>you</b> &amp; me<br>next</p>', 'hi you & me\nnext'],
  ['a < b and c > d', 'a < b and c > d'],
  ['<script>evil()</script>fine', 'fine'],
  ['<style>a{}', ''],
  ['<!-- note -->x', 'x'],
  ['see <img class="e" alt=":)" src="x"> there', 'see :) there'],
  ['&lt;b&gt; &#x41;&#66; &nope; &#xD800;', '<b> AB &nope; \uFFFD'],
  ['<a href="javascript:x">link</a>', 'link'],
  ['1 <', '1 <']
])('%s', (html, text) => {
  expect(htmlText(html)).toBe(text)
})

test.each([
  '<',
  '<a',
  '<script>',
  '<img alt="',
  '<a<b ',
  '&#',
  '\n\n\n',
  '</',
  '<!',
  '<>',
  '<a>',
  '<script></script>'
])('a long run of %j takes no longer than its length asks for', (part) => {
  const html = part.repeat(Math.floor(200_000 / part.length))
  const started = performance.now()
  htmlText(html)
  expect(performance.now() - started).toBeLessThan(1000)
})
