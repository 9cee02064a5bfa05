import { expect, test } from 'vitest'
import { appFile } from '../../../src-main/shell/app-file.ts'
import { isOpenable } from '../../../src-main/shell/openable.ts'

test('the page’s addresses mean files of its folder', () => {
  expect(appFile('app://filo/index.html', '/app/renderer')).toBe('/app/renderer/index.html')
  expect(appFile('app://filo/assets/a%20b.js?x', '/app/renderer')).toBe(
    '/app/renderer/assets/a b.js'
  )
})

test.each([
  'app://other/index.html',
  'app://filo.evil/index.html',
  'app://filo/..%2F..%2Fetc/passwd',
  'app://filo/%2e%2e/%2e%2e/etc/passwd%00',
  'app://filo/%',
  'file:///etc/passwd',
  'nonsense'
])('%s means no file', (address) => {
  expect(appFile(address, '/app/renderer')).toBeNull()
})

test('only web and mail addresses without credentials may be opened outside', () => {
  expect(isOpenable('https://example.org/a?b#c')).toBe(true)
  expect(isOpenable('mailto:ada@example.org')).toBe(true)
  for (const address of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://x/y', 'ms-settings:a'])
    expect(isOpenable(address)).toBe(false)
  expect(isOpenable('https://user:word@example.org')).toBe(false)
})
